/* SPDX-License-Identifier: GPL-2.0-only */
#include "exittop/base/spread.h"

#include <math.h>

void spread_add(struct spread *spread, double value)
{
	double step = value - spread->mean;

	spread->n++;
	spread->mean += step / spread->n;
	spread->squares += step * (value - spread->mean);
	spread->least = spread->n == 1 ? value : fmin(spread->least, value);
	spread->most = spread->n == 1 ? value : fmax(spread->most, value);
}

double spread_deviation(const struct spread *spread)
{
	return spread->n < 2 ? 0 : sqrt(spread->squares / (spread->n - 1));
}
