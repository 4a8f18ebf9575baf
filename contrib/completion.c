/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * usage: completion bash|zsh|fish
 *
 * Writes the completion of a shell from exittop's own tables, while it is
 * built: options and their help, formats, dialects, columns, exit reasons.
 */
#include "exittop/data/column.h"
#include "exittop/core/leaf.h"
#include "exittop/app/options.h"
#include "exittop/facts/reason.h"
#include "exittop/report/report.h"

#include <stdio.h>
#include <string.h>

/* What an option's argument is completed to. */
enum kind { KIND_NONE, KIND_FILE, KIND_COMMAND, KIND_WORDS };

static void formats(void)
{
	for (int i = 0; i < REPORT_FORMATS; i++)
		printf(" %s", report_format_name((enum report_format)i));
}

static void dialects(void)
{
	fputs(" auto", stdout);
	for (int i = DIALECT_NONE + 1; i < DIALECT_COUNT; i++)
		printf(" %s", host_dialect_name((enum dialect)i));
}

static void columns(void)
{
	unsigned int n;
	const struct column *col = column_all(&n);

	for (unsigned int i = 0; i < n; i++)
		if (col[i].id != COLUMN_HISTORY)
			printf(" %s", col[i].key);
}

static void reasons(void)
{
	char name[REASON_NAME];
	struct err err;

	for (unsigned int i = 0; i < reason_count(ISA_VMX); i++)
		if (reason_get(ISA_VMX, i)->defined)
			printf(" %s", reason_name(ISA_VMX, i, name));
	for (unsigned int i = 0; i < reason_count(ISA_SVM); i++)
		if (reason_get(ISA_SVM, i)->defined &&
		    reason_find(ISA_VMX, reason_name(ISA_SVM, i, name),
				&err) < 0)
			printf(" %s", name);
}

static void watched(void)
{
	fputs(" all", stdout);
	reasons();
}

static void vcpus(void)
{
	fputs(" all each", stdout);
}

/* By option, or by what --help calls its argument. */
static const struct {
	const char *option, *argument;
	enum kind kind;
	void (*words)(void);
} arguments[] = {
	{ NULL, "FILE", KIND_FILE, NULL },
	{ NULL, "A B", KIND_FILE, NULL },
	{ NULL, "A [B]", KIND_FILE, NULL },
	{ NULL, "COMMAND", KIND_COMMAND, NULL },
	{ NULL, "FORMAT", KIND_WORDS, formats },
	{ NULL, "DIALECT", KIND_WORDS, dialects },
	{ NULL, "COLUMN", KIND_WORDS, columns },
	{ NULL, "REASON", KIND_WORDS, reasons },
	{ NULL, "[=REASON]", KIND_NONE, NULL },
	{ "watch", NULL, KIND_WORDS, watched },
	{ "vcpu", NULL, KIND_WORDS, vcpus },
};

#define ARGUMENTS (sizeof(arguments) / sizeof(*arguments))

static enum kind kind_of(const struct option_row *row, void (**words)(void))
{
	*words = NULL;
	for (size_t i = 0; row->argument && i < ARGUMENTS; i++) {
		const char *option = arguments[i].option;

		if (option ? strcmp(option, row->name)
			   : strcmp(arguments[i].argument, row->argument))
			continue;
		*words = arguments[i].words;
		return arguments[i].kind;
	}
	return KIND_NONE;
}

/* @text for single quotes of a shell; each of @special gets a backslash. */
static void quoted(const char *text, const char *special)
{
	for (; *text; text++) {
		if (*text == '\'')
			fputs("'\\'", stdout);
		else if (strchr(special, *text))
			putchar('\\');
		putchar(*text);
	}
}

/* ---- bash ---- */

static const char bash_begin[] =
"_exittop()\n"
"{\n"
"	local cur=${COMP_WORDS[COMP_CWORD]} at=$((COMP_CWORD - 1)) i\n"
"\n"
"	COMPREPLY=()\n"
"	for ((i = 1; i < COMP_CWORD; i++)); do\n"
"		[[ ${COMP_WORDS[i]} == -- ]] || continue\n"
"		if declare -F _command_offset >/dev/null; then\n"
"			_command_offset $((i + 1))\n"
"		elif ((i + 1 == COMP_CWORD)); then\n"
"			mapfile -t COMPREPLY < <(compgen -c -- \"$cur\")\n"
"		else\n"
"			mapfile -t COMPREPLY < <(compgen -f -- \"$cur\")\n"
"		fi\n"
"		return\n"
"	done\n"
"	# --option=value are three words.\n"
"	[[ $cur == = ]] && cur=\n"
"	[[ ${COMP_WORDS[at]} == = ]] && at=$((at - 1))\n"
"	case ${COMP_WORDS[at]} in\n";

static const char bash_end[] =
"	if [[ $cur == -* || -z $cur ]]; then\n"
"		mapfile -t COMPREPLY < <(compgen -W \"$options\" -- \"$cur\")\n"
"	else\n"
"		compopt -o filenames 2>/dev/null\n"
"		mapfile -t COMPREPLY < <(compgen -f -- \"$cur\")\n"
"	fi\n"
"}\n"
"complete -F _exittop exittop\n";

static void bash_case(const struct option_row *row)
{
	void (*words)(void);
	enum kind kind = kind_of(row, &words);

	putchar('\t');
	if (row->id < 256)
		printf("-%c | ", row->id);
	printf("--%s)\n", row->name);
	if (kind == KIND_FILE)
		puts("\t\tcompopt -o filenames 2>/dev/null\n"
		     "\t\tmapfile -t COMPREPLY < <(compgen -f -- \"$cur\")");
	else if (kind == KIND_COMMAND)
		puts("\t\tmapfile -t COMPREPLY < <(compgen -c -- \"$cur\")");
	else if (kind == KIND_WORDS) {
		fputs("\t\tmapfile -t COMPREPLY < <(compgen -W '", stdout);
		words();
		puts("' -- \"$cur\")");
	}
	puts("\t\treturn ;;");
}

static void bash(const struct option_row *rows, unsigned int n)
{
	fputs("# bash completion for exittop, made from its tables\n", stdout);
	fputs(bash_begin, stdout);
	for (unsigned int i = 0; i < n; i++)
		if (rows[i].argument)
			bash_case(&rows[i]);
	fputs("\tesac\n\tlocal options='", stdout);
	for (unsigned int i = 0; i < n; i++) {
		if (rows[i].id < 256)
			printf(" -%c", rows[i].id);
		printf(" --%s", rows[i].name);
	}
	printf(" --'\n%s", bash_end);
}

/* ---- zsh ---- */

static void zsh_argument(const struct option_row *row)
{
	bool pair = !strncmp(row->argument, "A ", 2);
	void (*words)(void);
	enum kind kind = kind_of(row, &words);

	putchar(':');
	quoted(pair ? "A" : row->argument, ":");
	putchar(':');
	if (kind == KIND_FILE)
		fputs("_files", stdout);
	else if (kind == KIND_COMMAND)
		fputs("_command_names -e", stdout);
	else if (kind == KIND_WORDS) {
		putchar('(');
		words();
		putchar(')');
	}
	if (pair)
		fputs(row->argument[2] == '[' ? "::B:_files" : ":B:_files",
		      stdout);
}

static void zsh_row(const struct option_row *row)
{
	const char *value = !row->argument ? "" :
			    !strncmp(row->argument, "A ", 2) ? "" : "=";

	if (row->id < 256)
		printf("\t'(-%c --%s)'{-%c%s,--%s%s}'[", row->id, row->name,
		       row->id, row->argument ? "+" : "", row->name, value);
	else
		printf("\t'--%s%s[", row->name, value);
	quoted(row->help, "[]:");
	putchar(']');
	if (row->argument)
		zsh_argument(row);
	puts("' \\");
}

static void zsh(const struct option_row *rows, unsigned int n)
{
	fputs("#compdef exittop\n"
	      "# zsh completion for exittop, made from its tables\n\n"
	      "_arguments -S \\\n", stdout);
	for (unsigned int i = 0; i < n; i++)
		zsh_row(&rows[i]);
	puts("\t'*:::command: _normal'");
}

/* ---- fish ---- */

static void fish_row(const struct option_row *row)
{
	void (*words)(void);
	enum kind kind = kind_of(row, &words);

	printf("complete -c exittop -n $free -l %s", row->name);
	if (row->id < 256)
		printf(" -s %c", row->id);
	if (kind == KIND_FILE)
		fputs(" -r -F", stdout);
	else if (kind == KIND_COMMAND)
		fputs(" -x -a '(__fish_complete_command)'", stdout);
	else if (kind == KIND_WORDS) {
		fputs(" -x -a '", stdout);
		words();
		putchar('\'');
	} else if (row->argument) {
		fputs(" -x", stdout);
	}
	fputs(" -d '", stdout);
	quoted(row->help, "");
	puts("'");
}

static void fish(const struct option_row *rows, unsigned int n)
{
	puts("# fish completion for exittop, made from its tables\n\n"
	     "# Behind -- a command begins.\n"
	     "set -l free 'not contains -- -- (commandline -opc)'\n"
	     "complete -c exittop -f\n"
	     "complete -c exittop -n 'contains -- -- (commandline -opc)' "
	     "-a '(__fish_complete_command)' -F");
	for (unsigned int i = 0; i < n; i++)
		fish_row(&rows[i]);
}

int main(int argc, char **argv)
{
	static const struct {
		const char *name;
		void (*write)(const struct option_row *, unsigned int);
	} shells[] = { { "bash", bash }, { "zsh", zsh }, { "fish", fish } };
	unsigned int n;
	const struct option_row *rows = options_all(&n);

	for (int i = 0; argc == 2 && i < 3; i++) {
		if (strcmp(shells[i].name, argv[1]))
			continue;
		shells[i].write(rows, n);
		return fflush(stdout) != 0;
	}
	fputs("usage: completion bash|zsh|fish\n", stderr);
	return 2;
}
