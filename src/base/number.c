/* SPDX-License-Identifier: GPL-2.0-only */
#include "exittop/base/number.h"

#include <math.h>

bool number_is_known(double value)
{
	return isfinite(value) && value >= 0;
}

uint64_t number_whole(double value)
{
	if (!(value > 0))
		return 0;
	/* The least double that a uint64_t cannot hold is 2^64. */
	return value < 18446744073709551616.0 ? (uint64_t)(value + 0.5)
					      : UINT64_MAX;
}
