/* SPDX-License-Identifier: GPL-2.0-only */
#include "picture_parts.h"

#include "svg.h"

static const char *const names[PICTURES] = {
	[PICTURE_TIME_A] = "time-a", [PICTURE_TIME_B] = "time-b",
	[PICTURE_COMPARE] = "compare", [PICTURE_SHARE] = "share",
};

const char *picture_name(enum picture picture)
{
	return names[picture];
}

bool picture_exists(enum picture picture, const struct picture_of *of)
{
	switch (picture) {
	case PICTURE_TIME_B:
	case PICTURE_COMPARE:
		return of->cmp;
	case PICTURE_SHARE:
		return of->a->course.timed_s > 0 ||
		       (of->b && of->b->course.timed_s > 0);
	default:
		return true;
	}
}

void picture_title(enum picture picture, const struct picture_of *of,
		   char title[PICTURE_TITLE])
{
	const struct run *run = picture == PICTURE_TIME_B ? of->b : of->a;

	switch (picture) {
	case PICTURE_COMPARE:
		snprintf(title, PICTURE_TITLE, "B over A: times as many "
			 "exits, 95 %% intervals");
		break;
	case PICTURE_SHARE:
		snprintf(title, PICTURE_TITLE, "Where the vCPUs' time went");
		break;
	default:
		snprintf(title, PICTURE_TITLE, "Exits per second over time%s, "
			 "%s paging", !of->b ? "" :
			 picture == PICTURE_TIME_B ? ": B" : ": A",
			 snapshot_paging_name(run->paging));
	}
}

void picture_write(enum picture picture, const struct picture_of *of,
		   bool alone, FILE *file)
{
	char title[PICTURE_TITLE];

	picture_title(picture, of, title);
	switch (picture) {
	case PICTURE_COMPARE:
		picture_compare(of, names[picture], title, alone, file);
		break;
	case PICTURE_SHARE:
		picture_share(of, names[picture], title, alone, file);
		break;
	default:
		picture_time(of, picture == PICTURE_TIME_B ? of->b : of->a,
			     names[picture], title, alone, file);
	}
}

void picture_style(FILE *file)
{
	svg_style(file);
}
