/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef EXITTOP_PAGING_H
#define EXITTOP_PAGING_H

#include "exittop/snapshot.h"

/*
 * paging: does the guest run on nested paging (EPT, NPT) or on shadow paging?
 *
 * KVM intercepts INVLPG and INVPCID only under shadow paging, and EPT (NPT)
 * exits cannot occur without nested paging. Judged on differences, since
 * counters of most hosts outlive a reload of kvm_intel; on totals where the
 * scope is this VM.
 */
struct paging_judge {
	uint64_t nested, shadow;	/* exits of each kind seen so far */
};

void paging_init(struct paging_judge *judge);

/*
 * Takes in one round and writes snap->paging and snap->evidence. A RESET
 * (NOTE_RESET) forgets what was seen before.
 */
void paging_update(struct paging_judge *judge, struct snapshot *snap);

#endif
