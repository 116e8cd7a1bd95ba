/* The floor: a server that sends one ready frame to every WebSocket, in C. It checks nothing, renders nothing, encodes
 * nothing and forgets whoever does not take the frame at once.
 *
 * usage: broadcast PORT FILE
 * FILE holds the frame as it goes over the wire. A POST sends it to all that are connected; its answer comes after that.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

enum { MOST = 70000 };

static int readers[MOST], is_reader[MOST], count, poller;
static char frame[1 << 20];
static size_t frame_size;

static void say(int fd, const char *text) {
    send(fd, text, strlen(text), MSG_NOSIGNAL);
}

static void broadcast(void) {
    for (int i = 0; i < count; i++) send(readers[i], frame, frame_size, MSG_DONTWAIT | MSG_NOSIGNAL);
}

static void leave(int fd) {
    for (int i = 0; i < count; i++)
        if (readers[i] == fd) {
            readers[i] = readers[--count];
            break;
        }
    is_reader[fd] = 0;
    close(fd);
}

static void hear(int fd) {
    char request[8192];
    long size = recv(fd, request, sizeof request, 0);
    if (size <= 0) {
        leave(fd);
    } else if (is_reader[fd]) {
        return; /* a pong */
    } else if (!strncmp(request, "POST", 4)) {
        broadcast();
        say(fd, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
    } else {
        is_reader[fd] = 1;
        readers[count++] = fd;
        say(fd, "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n");
    }
}

static void watch(int fd) {
    struct epoll_event wanted = {.events = EPOLLIN, .data.fd = fd};
    epoll_ctl(poller, EPOLL_CTL_ADD, fd, &wanted);
}

static int listen_on(int port) {
    int one = 1, server = socket(AF_INET, SOCK_STREAM, 0);
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port)};
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    setsockopt(server, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    if (bind(server, (void *)&address, sizeof address) < 0 || listen(server, 4096) < 0) exit(1);
    return server;
}

static void come_in(int server) {
    int one = 1, fd = accept(server, NULL, NULL);
    if (fd < 0 || fd >= MOST) exit(1);
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    watch(fd);
}

int main(int arguments, char **argument) {
    struct rlimit most;
    struct epoll_event events[512];
    if (arguments != 3) return 2;
    getrlimit(RLIMIT_NOFILE, &most);
    most.rlim_cur = most.rlim_max;
    setrlimit(RLIMIT_NOFILE, &most);
    FILE *file = fopen(argument[2], "rb");
    if (!file) return 1;
    frame_size = fread(frame, 1, sizeof frame, file);
    fclose(file);
    poller = epoll_create1(0);
    int server = listen_on(atoi(argument[1]));
    watch(server);
    for (;;) {
        int ready = epoll_wait(poller, events, 512, -1);
        for (int i = 0; i < ready; i++) events[i].data.fd == server ? come_in(server) : hear(events[i].data.fd);
    }
}
