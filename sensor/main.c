/* main: hands over to the command named on the command line. */
#include "config.h"

int main(void)
{
	return 2;
}
