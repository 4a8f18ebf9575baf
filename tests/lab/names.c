/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * names: "NAME NUMBER" of each exit reason, as the tracepoint kvm:kvm_exit of
 * the kernel prints it whose headers this is compiled with (-iquote; -DAMD: SVM's).
 * A blank in a name becomes "_".
 */
#include <asm/kvm.h>
#include <stdio.h>

#include "svm.h"
#include "vmx.h"

static const struct name {
	long number;
	const char *text;
} names[] = {
#ifdef AMD
	SVM_EXIT_REASONS
#else
	VMX_EXIT_REASONS
#endif
};

int main(void)
{
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		for (const char *c = names[i].text; *c; c++)
			putchar(*c == ' ' ? '_' : *c);
		printf(" %ld\n", names[i].number);
	}
	return 0;
}
