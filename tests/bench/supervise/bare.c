/* COUNT COMMAND...: that many processes, one fork and exec after the other, and nothing else. Then it waits to be killed. */
#include <spawn.h>
#include <stdlib.h>
#include <unistd.h>

extern char** environ;

int main(int argc, char** argv) {
    pid_t pid;
    for (int left = argc > 2 ? atoi(argv[1]) : 0; left > 0; --left)
        if (posix_spawn(&pid, argv[2], NULL, NULL, argv + 2, environ) != 0)
            return 1;
    for (;;)
        pause();
}
