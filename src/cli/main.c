#include <stdio.h>

#include "config.h"

int main(void)
{
	return printf("assay %s\n", ASSAY_VERSION) < 0;
}
