/* SPDX-License-Identifier: GPL-2.0-only */
#include "unit.h"

#include "screen/key.h"

static void no_key_does_two_things(void **state)
{
	unsigned int n;
	const struct key *key = keys_all(&n);

	(void)state;
	for (unsigned int i = 0; i < n; i++) {
		assert_int_not_equal(key[i].code[0], KEYCODE_NONE);
		for (unsigned int k = 0; k < KEY_CODES; k++)
			if (key[i].code[k])
				assert_ptr_equal(key_find(key, n,
							  key[i].code[k]),
						 &key[i]);
	}
	assert_null(key_find(key, n, KEYCODE_NONE));
	assert_null(key_find(key, n, 0x1f600));
}

/* 17 cells for the keys: an 80-column help panel cuts nothing. */
static void helps_are_sentences_that_fit(void **state)
{
	unsigned int n;
	const struct key *key = keys_all(&n);

	(void)state;
	for (unsigned int i = 0; i < n; i++) {
		size_t length = strlen(key[i].help);

		if (length > 63)
			fail_msg("too long: %s", key[i].help);
		assert_in_range(key[i].help[0], 'A', 'Z');
		assert_int_not_equal(key[i].help[length - 1], '.');
	}
}

static void names_can_be_typed_in_keys(void **state)
{
	unsigned int n;
	const struct key *key = keys_all(&n);

	(void)state;
	for (unsigned int i = 0; i < n; i++) {
		for (unsigned int k = 0; k < KEY_CODES; k++) {
			char name[KEY_TEXT], text[KEY_TEXT + 3];
			struct key_script script;
			struct err err;
			int code;

			if (!key[i].code[k])
				continue;
			key_label(key[i].code[k], name);
			if (name[0] == '<')
				strcpy(text, "<<");
			else
				snprintf(text, sizeof(text), name[1] ? "<%s>" :
					 "%s", name);
			assert_int_equal(key_script_init(&script, text, &err),
					 0);
			assert_int_equal(key_script_next(&script, &code), 1);
			assert_int_equal(code, key[i].code[k]);
			assert_int_equal(key_script_next(&script, &code), 0);
		}
	}
}

static void play(const char *keys, const int *codes, size_t n)
{
	struct key_script script;
	struct err err;
	int code;

	assert_int_equal(key_script_init(&script, keys, &err), 0);
	for (size_t i = 0; i < n; i++) {
		assert_int_equal(key_script_next(&script, &code), 1);
		assert_int_equal(code, codes[i]);
	}
	assert_int_equal(key_script_next(&script, &code), 0);
	assert_int_equal(key_script_next(&script, &code), 0);
}

#define PLAY(keys, ...) do {						\
	const int codes_[] = { __VA_ARGS__ };				\
	play(keys, codes_, sizeof(codes_) / sizeof(codes_[0]));		\
} while (0)

static void scripts_are_played(void **state)
{
	(void)state;
	play("", NULL, 0);
	PLAY("aq", 'a', 'q');
	PLAY("<Up>j<pgdn>", KEYCODE_UP, 'j', KEYCODE_PGDN);
	PLAY("<<a>", '<', 'a', '>');
	PLAY("<Down:3>", KEYCODE_DOWN, KEYCODE_DOWN, KEYCODE_DOWN);
	PLAY("<Wait:2>x<Wait>", KEYCODE_NONE, KEYCODE_NONE, 'x', KEYCODE_NONE);
	PLAY("<^L><x:2><::2>", 12, 'x', 'x', ':', ':');
	PLAY("\303\244\342\202\254\360\237\230\200", 0xe4, 0x20ac, 0x1f600);
	PLAY("\303a\377", 0xc3, 'a', 0xff);
	PLAY(" <Enter>", ' ', KEYCODE_ENTER);
}

static void bad_scripts_are_named(void **state)
{
	static const char *const bad[] = {
		"<", "a<", "<Nope>", "<>", "<Up:0>", "<Up:x>", "<Up:>",
		"<Up:-1>", "<Up:99999999>", "<a name that is far too long>",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct key_script script;
		struct err err = { "" };

		if (key_script_init(&script, bad[i], &err) != -1)
			fail_msg("accepted: %s", bad[i]);
		assert_true(strlen(err.text) > 10);
	}
}

static void labels_have_names(void **state)
{
	char buf[KEY_TEXT];

	(void)state;
	assert_string_equal(key_label('q', buf), "q");
	assert_string_equal(key_label(' ', buf), "Space");
	assert_string_equal(key_label(3, buf), "^C");
	assert_string_equal(key_label(KEYCODE_PGUP, buf), "PgUp");
	assert_string_equal(key_label(0x20ac, buf), "U+20AC");
}

#define MAN   "man/exittop.1"
#define BEGIN ".\\\" KEYS-BEGIN\n"
#define END   ".\\\" KEYS-END\n"

/* The table as mdoc: "It Ic q , Q" and the sentence. */
static size_t write_mdoc(char *buf, size_t size)
{
	unsigned int n;
	const struct key *key = keys_all(&n);
	size_t used = 0;

#define PUT(...) used += (size_t)snprintf(buf + used, size - used, __VA_ARGS__)
	PUT(".Bl -tag -width Ds\n");
	for (unsigned int i = 0; i < n; i++) {
		PUT(".It Ic");
		for (int k = 0; k < KEY_CODES && key[i].code[k]; k++) {
			char label[KEY_TEXT];

			key_label(key[i].code[k], label);
			PUT("%s ", k ? " ," : "");
			if (label[0] == '^')
				PUT("\\(ha%s", label + 1);
			else if (label[0] == '-')
				PUT("\\-");
			else
				PUT("\\&%s", label);
		}
		PUT("\n%s.\n", key[i].help);
	}
	PUT(".El\n");
#undef PUT
	assert_true(used < size);
	return used;
}

/* GENERATE=1 in the environment writes the section anew. */
static void the_manual_has_the_same_keys(void **state)
{
	static char man[256 * 1024], want[16 * 1024];
	size_t length = write_mdoc(want, sizeof(want)), n;
	FILE *file = fopen(MAN, "r");
	char *begin, *end;

	(void)state;
	assert_non_null(file);
	n = fread(man, 1, sizeof(man) - 1, file);
	fclose(file);
	man[n] = '\0';
	begin = strstr(man, BEGIN);
	end = strstr(man, END);
	assert_true(begin && end);
	begin += strlen(BEGIN);
	if (getenv("GENERATE")) {
		file = fopen(MAN, "w");
		assert_non_null(file);
		fprintf(file, "%.*s%s%s", (int)(begin - man), man, want, end);
		fclose(file);
		return;
	}
	if (begin == end)
		return;
	if ((size_t)(end - begin) != length || memcmp(begin, want, length))
		fail_msg("the keys of " MAN " differ (GENERATE=1 writes them)");
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(no_key_does_two_things),
	cmocka_unit_test(helps_are_sentences_that_fit),
	cmocka_unit_test(names_can_be_typed_in_keys),
	cmocka_unit_test(scripts_are_played),
	cmocka_unit_test(bad_scripts_are_named),
	cmocka_unit_test(labels_have_names),
	cmocka_unit_test(the_manual_has_the_same_keys),
};

RUN_TESTS(tests)
