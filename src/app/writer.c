/* SPDX-License-Identifier: GPL-2.0-only */
#include "writer.h"

#include <string.h>

int writer_open(struct writer *writer, const struct options *options,
		enum isa isa, int fd, struct err *err)
{
	struct report *report = &writer->report;
	const char *path = options->output;

	if (path && !strcmp(path, "-")) {
		path = NULL;
		fd = 1;
	}
	report_init(report, NULL, options->format);
	report->metrics.all = options->all;
	report->each = options->each;
	report->inside = options->details;
	if (options->has_sort)
		report->sort = column_get(options->sort);
	if (options->filter &&
	    report_filter(report, options->filter, isa, err))
		return EXIT_USAGE;
	if (output_open(&writer->output, path, fd,
			options->format == REPORT_OPENMETRICS, err))
		return EXIT_FAILED;
	if (options->format == REPORT_CSV) {
		report_csv_head(report, writer->head);
		writer->output.head = writer->output.mark = writer->head;
		report->headed = true;
	}
	if (options->format == REPORT_JSON)
		writer->output.mark = REPORT_JSON_MARK;
	return EXIT_FINE;
}

int writer_begin(struct writer *writer, struct err *err)
{
	if (output_begin(&writer->output, err))
		return -1;
	writer->report.out = writer->output.stream;
	return 0;
}

int writer_end(struct writer *writer, struct err *err)
{
	int told = output_end(&writer->output, err);

	if (told > 0 && writer->tell)
		writer->tell(err);
	return told < 0;
}

int writer_snapshot(struct writer *writer, const struct snapshot *snap,
		    struct err *err)
{
	if (writer_begin(writer, err) ||
	    report_snapshot(&writer->report, snap, err))
		return -1;
	return writer_end(writer, err);
}

int writer_close(struct writer *writer, int code, struct err *err)
{
	struct err lost;

	if (!output_close(&writer->output, &lost) ||
	    (code != EXIT_FINE && code != EXIT_SHIFT))
		return code;
	*err = lost;
	return EXIT_FAILED;
}
