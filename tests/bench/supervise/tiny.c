/* The smallest instance that answers probes on a kept connection: one process, one poll(2), HTTP by its blank line. Each
 * request that is no probe (of /health) is a line of nine bytes on standard output before it is answered. */
#include <arpa/inet.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { kMost = 128 };

int main(void) {
    static const char kAnswer[] = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
    static char head[kMost][1024];
    static size_t have[kMost];
    struct pollfd polled[kMost];
    nfds_t count = 1;
    unsigned served = 0;
    const int on = 1;
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((unsigned short)atoi(getenv("PORT")))};
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    polled[0] = (struct pollfd){socket(AF_INET, SOCK_STREAM, 0), POLLIN, 0};
    setsockopt(polled[0].fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (bind(polled[0].fd, (struct sockaddr*)&address, sizeof address) != 0 || listen(polled[0].fd, 512) != 0)
        return 1;
    for (;;) {
        poll(polled, count, -1);
        if (polled[0].revents && count < kMost) {
            const int client = accept(polled[0].fd, NULL, NULL);
            if (client >= 0) {
                have[count] = 0;
                polled[count++] = (struct pollfd){client, POLLIN, 0};
            }
        }
        for (nfds_t i = 1; i < count; ++i) {
            if (!polled[i].revents)
                continue;
            const ssize_t got = read(polled[i].fd, head[i] + have[i], sizeof head[i] - 1 - have[i]);
            if (got <= 0) {
                close(polled[i].fd);
                polled[i] = polled[--count];
                memcpy(head[i], head[count], sizeof head[i]);
                have[i--] = have[count];
                continue;
            }
            have[i] += (size_t)got;
            head[i][have[i]] = 0;
            if (!strstr(head[i], "\r\n\r\n"))
                continue;
            have[i] = 0;
            if (!strstr(head[i], " /health")) {
                char line[16];
                const int size = snprintf(line, sizeof line, "%08u\n", served++ % 100000000u);
                if (write(STDOUT_FILENO, line, (size_t)size) != size)
                    return 2;
            }
            if (write(polled[i].fd, kAnswer, sizeof kAnswer - 1) < 0)
                continue;
        }
    }
}
