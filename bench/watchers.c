/* Many open pages in one process, as cheap as can be, so that what is measured is the server.
 *
 * usage: watchers PORT FILE SHORTEST
 * Each line of FILE is one page: its path, a tab, its Cookie header. On standard input: "go" answers "going"; when every
 * page has got a frame since then, "all COUNT FIRST MEDIAN LAST BYTES" follows (moments of the monotonic clock, bytes of
 * one frame), or "late COUNT MISSING" after 30 s. What is shorter than SHORTEST bytes, a beat, does not count as a frame.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { MOST = 20000, AT_ONCE = 32, PATIENCE = 30, STDIN = MOST };
enum state { UNUSED, CONNECTING, SHAKING, OPEN, DEAD };

struct page {
    int fd;
    enum state state;
    char *path, *cookie;
    unsigned char head[14];         /* of the frame that is coming in */
    int head_size;
    unsigned long long left, size;  /* payload that is still to come, and all of it */
    unsigned char control[126];
    int control_size;
    int was_heard;                  /* since the last "go" */
    double heard_at;
};

static struct page pages[MOST];
static int count, open_now, dead, heard, going, port, poller;
static unsigned long long frame_size, shortest;
static double started_at;

static double now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec + t.tv_nsec * 1e-9;
}

static void fail(const char *what) {
    perror(what);
    exit(1);
}

static void end_page(struct page *page, const char *why) {
    if (page->state == OPEN) open_now--;
    page->state = DEAD;
    close(page->fd);
    if (dead++ < 3) fprintf(stderr, "page %d ended: %s\n", (int)(page - pages), why);
}

static void poll_for(int fd, unsigned events, unsigned number, int how) {
    struct epoll_event wanted = {.events = events, .data.u32 = number};
    if (epoll_ctl(poller, how, fd, &wanted) < 0) fail("epoll_ctl");
}

static void connect_page(struct page *page) {
    struct sockaddr_in server = {.sin_family = AF_INET, .sin_port = htons(port)};
    int one = 1;
    server.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    page->fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
    if (page->fd < 0) fail("socket");
    setsockopt(page->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    page->state = CONNECTING;
    if (connect(page->fd, (void *)&server, sizeof server) < 0 && errno != EINPROGRESS) fail("connect");
    poll_for(page->fd, EPOLLOUT, page - pages, EPOLL_CTL_ADD);
}

static void shake_hands(struct page *page) {
    char text[4096];
    int size = snprintf(text, sizeof text,
        "GET %s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nOrigin: http://127.0.0.1:%d\r\nCookie: %s\r\n"
        "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
        "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\r\n\r\n",
        page->path, port, port, page->cookie);
    if (send(page->fd, text, size, MSG_NOSIGNAL) != size) {
        end_page(page, "handshake not sent");
        return;
    }
    page->state = SHAKING;
    poll_for(page->fd, EPOLLIN, page - pages, EPOLL_CTL_MOD);
}

static void pong(struct page *page) {
    unsigned char frame[140] = {0x8A, 0x80 | page->control_size};
    memcpy(frame + 6, page->control, page->control_size);
    send(page->fd, frame, 6 + page->control_size, MSG_NOSIGNAL);
}

static int head_needed(const struct page *page) {
    int size = page->head[1] & 127;
    return page->head_size < 2 ? 2 : size == 126 ? 4 : size == 127 ? 10 : 2;
}

static unsigned long long payload_size(const struct page *page) {
    unsigned long long size = page->head[1] & 127;
    int wide = head_needed(page) - 2;
    if (wide) size = 0;
    for (int i = 0; i < wide; i++) size = size << 8 | page->head[2 + i];
    return size;
}

static void frame_is_whole(struct page *page) {
    int opcode = page->head[0] & 15;
    if (opcode == 8) end_page(page, "closed by the server");
    if (opcode == 9) pong(page);
    if ((opcode == 1 || opcode == 2) && page->size >= shortest && !page->was_heard) {
        page->was_heard = 1;
        page->heard_at = now();
        frame_size = page->size;
        heard++;
    }
}

static void take(struct page *page, const unsigned char *data, long size) {
    while (size > 0 && page->state == OPEN) {
        if (page->head_size < head_needed(page)) {
            page->head[page->head_size++] = *data++;
            size--;
            if (page->head_size < head_needed(page)) continue;
            page->left = page->size = payload_size(page);
            page->control_size = 0;
        }
        long part = page->left < (unsigned long long)size ? (long)page->left : size;
        if ((page->head[0] & 8) && page->control_size + part <= 125) {
            memcpy(page->control + page->control_size, data, part);
            page->control_size += part;
        }
        data += part, size -= part, page->left -= part;
        if (page->left == 0) {
            frame_is_whole(page);
            page->head_size = 0;
        }
    }
}

static void answer(struct page *page, unsigned char *data, long size) {
    unsigned char *end = memmem(data, size, "\r\n\r\n", 4);
    if (size < 12 || memcmp(data, "HTTP/1.1 101", 12) || !end) {
        fprintf(stderr, "%.80s\n", data);
        end_page(page, "no upgrade");
        return;
    }
    page->state = OPEN;
    open_now++;
    take(page, end + 4, data + size - end - 4);
}

static void receive(struct page *page) {
    static unsigned char data[1 << 18];
    long size = recv(page->fd, data, sizeof data - 1, 0);
    if (size < 0 && errno == EAGAIN) return;
    if (size <= 0) {
        end_page(page, "connection lost");
        return;
    }
    data[size] = 0;
    if (page->state == SHAKING) answer(page, data, size);
    else take(page, data, size);
}

static void read_command(void) {
    char text[64];
    if (read(0, text, sizeof text) <= 0) exit(0);
    for (int i = 0; i < count; i++) pages[i].was_heard = 0;
    heard = 0, going = 1, started_at = now();
    puts("going");
    fflush(stdout);
}

static void serve(int patience) {
    struct epoll_event events[1024];
    int ready = epoll_wait(poller, events, 1024, patience);
    for (int i = 0; i < ready; i++) {
        unsigned number = events[i].data.u32;
        if (number == STDIN) read_command();
        else if (pages[number].state == CONNECTING) shake_hands(&pages[number]);
        else if (pages[number].state != DEAD) receive(&pages[number]);
    }
}

static int earlier(const void *one, const void *other) {
    double a = *(const double *)one, b = *(const double *)other;
    return a < b ? -1 : a > b;
}

static void report(void) {
    static double moments[MOST];
    int found = 0;
    for (int i = 0; i < count; i++)
        if (pages[i].was_heard) moments[found++] = pages[i].heard_at;
    qsort(moments, found, sizeof *moments, earlier);
    if (found < open_now) printf("late %d %d\n", found, open_now - found);
    else printf("all %d %.6f %.6f %.6f %llu\n", found, moments[0], moments[found / 2], moments[found - 1], frame_size);
    fflush(stdout);
    going = 0;
}

static void read_pages(const char *name) {
    char line[4096];
    FILE *file = fopen(name, "r");
    if (!file) fail(name);
    while (count < MOST && fgets(line, sizeof line, file)) {
        pages[count].path = strdup(strtok(line, "\t\n"));
        char *cookie = strtok(NULL, "\t\n");
        pages[count++].cookie = strdup(cookie ? cookie : "");
    }
    fclose(file);
}

static void connect_all(void) {
    for (int started = 0; open_now + dead < count;) {
        while (started < count && started - open_now - dead < AT_ONCE) connect_page(&pages[started++]);
        serve(200);
    }
    printf("open %d\n", open_now);
    fflush(stdout);
}

int main(int arguments, char **argument) {
    struct rlimit most;
    if (arguments != 4) return 2;
    getrlimit(RLIMIT_NOFILE, &most);
    most.rlim_cur = most.rlim_max;
    setrlimit(RLIMIT_NOFILE, &most);
    port = atoi(argument[1]), shortest = atoi(argument[3]);
    poller = epoll_create1(0);
    read_pages(argument[2]);
    connect_all();
    poll_for(0, EPOLLIN, STDIN, EPOLL_CTL_ADD);
    for (;;) {
        serve(going ? 200 : -1);
        if (going && (heard >= open_now || now() > started_at + PATIENCE)) report();
    }
}
