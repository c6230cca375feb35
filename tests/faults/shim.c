/* Faults at chosen system calls of one command and of the git processes that it starts.
 *
 * A call counts when it touches something below FAULT_ROOT (or starts a process). The n-th one is where the fault happens:
 * the machine goes down (all of the process group is killed, a write is torn, what was not synced may be lost), or the call
 * fails with an error. The counter lies in shared memory, FAULT_STATE, so that a fault has one place in the whole command. */
#define _GNU_SOURCE
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

enum { OFF = 0, COUNT = 1, CRASH = 2, POWER = 3, FAIL = 4, SHORT = 5 };
enum { FILES = 512 };

typedef struct {
    char path[512];
    long synced;
} Written;

typedef struct {
    volatile long count;
    volatile long at;
    volatile int mode;
    volatile int error;
    volatile int persistent;
    volatile int reads; /* whether looking counts, too: 1 opening and reading, 2 also what folders and names say, git's own left out */
    volatile double fraction;
    volatile int hit;
    char what[160];
    volatile int written;
    Written files[FILES];
} State;

static State *state;
static char root[400];
static __thread int inside;

#define REAL(name) static __typeof__(name) *real; if (!real) real = dlsym(RTLD_NEXT, #name)

__attribute__((constructor)) static void begin(void) {
    const char *path = getenv("FAULT_STATE"), *below = getenv("FAULT_ROOT");
    if (!path || !below) return;
    int fd = open(path, O_RDWR | O_CLOEXEC);
    if (fd < 0) return;
    void *at = mmap(NULL, sizeof(State), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    close(fd);
    snprintf(root, sizeof root, "%s", below);
    if (at != MAP_FAILED) state = at;
}

void *fault_state(void) { return state; }
long fault_size(void) { return (long)sizeof(State); }

static int active(void) { return state && state->mode != OFF && !inside; }

static int path_of(int fd, char *into, size_t size) {
    char link[40];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t n = readlink(link, into, size - 1);
    if (n <= 0) return 0;
    into[n] = 0;
    return 1;
}

static int ours(const char *path) { return path && strncmp(path, root, strlen(root)) == 0; }

static int ours_at(int folder, const char *path) {
    if (!path) return 0;
    if (path[0] == '/') return ours(path);
    char at[512];
    if (folder == AT_FDCWD) return getcwd(at, sizeof at) && ours(at);
    return path_of(folder, at, sizeof at) && ours(at);
}

static Written *known(const char *path, int make) {
    for (int i = 0; i < state->written; i++)
        if (!strcmp(state->files[i].path, path)) return &state->files[i];
    if (!make || state->written >= FILES) return NULL;
    Written *w = &state->files[state->written++];
    snprintf(w->path, sizeof w->path, "%s", path);
    w->synced = 0;
    return w;
}

/* A power cut: of what was written and not synced, only a part is there afterwards. */
static void lose(void) {
    for (int i = 0; i < state->written; i++) {
        struct stat found;
        Written *w = &state->files[i];
        if (w->path[0] && !stat(w->path, &found) && S_ISREG(found.st_mode) && found.st_size > w->synced)
            (void)!truncate(w->path, w->synced + (long)((found.st_size - w->synced) * state->fraction));
    }
}

static void die(void) {
    state->hit = 1;
    if (state->mode == POWER) lose();
    kill(0, SIGKILL);
    _exit(137);
}

/* 0: go on. 1: the fault is here. */
static int here(const char *what, const char *detail) {
    long n = __sync_add_and_fetch(&state->count, 1);
    if (state->mode == COUNT || !(n == state->at || (state->persistent && n > state->at))) return 0;
    if (state->mode == SHORT && strcmp(what, "write")) return 0;
    if (!state->hit) snprintf(state->what, sizeof state->what, "%s %s", what, detail ? detail : "");
    state->hit = 1;
    return 1;
}

static int refused(const char *what, const char *detail) {
    if (!here(what, detail)) return 0;
    if (state->mode == CRASH || state->mode == POWER) die();
    errno = state->error;
    return 1;
}

static void note_write(int fd) {
    char path[512];
    struct stat found;
    if (!path_of(fd, path, sizeof path) || fstat(fd, &found) || !S_ISREG(found.st_mode)) return;
    if (known(path, 0)) return;
    Written *w = known(path, 1);
    if (w) w->synced = found.st_size;
}

static void note_sync(int fd) {
    char path[512];
    struct stat found;
    if (!path_of(fd, path, sizeof path) || fstat(fd, &found) || !S_ISREG(found.st_mode)) return;
    Written *w = known(path, 1);
    if (w) w->synced = found.st_size;
}

static int fd_ours(int fd, char *path) { return path_of(fd, path, 512) && ours(path); }

ssize_t write(int fd, const void *data, size_t size) {
    REAL(write);
    char path[512];
    if (!active() || !fd_ours(fd, path)) return real(fd, data, size);
    inside = 1;
    note_write(fd);
    if (here("write", path)) {
        if (state->mode == CRASH || state->mode == POWER) {
            (void)!real(fd, data, (size_t)(size * state->fraction));
            die();
        }
        if (state->mode == SHORT) {
            ssize_t n = real(fd, data, size > 1 ? 1 + (size_t)((size - 1) * state->fraction) : size);
            inside = 0;
            return n;
        }
        inside = 0;
        errno = state->error;
        return -1;
    }
    ssize_t n = real(fd, data, size);
    inside = 0;
    return n;
}

#define ON_FD(name)                                                       \
    int name(int fd) {                                                    \
        REAL(name);                                                       \
        char path[512];                                                   \
        if (!active() || !fd_ours(fd, path)) return real(fd);             \
        inside = 1;                                                       \
        int no = refused(#name, path);                                    \
        int result = no ? -1 : real(fd);                                  \
        if (!no) note_sync(fd);                                           \
        if (no) errno = state->error;                                     \
        inside = 0;                                                       \
        return result;                                                    \
    }
ON_FD(fsync)
ON_FD(fdatasync)

static void moved(const char *from, const char *to) {
    char a[512], b[512];
    if (!realpath(to, b)) return;
    snprintf(a, sizeof a, "%s", from);
    char *slash = strrchr(b, '/'), *name = strrchr(a, '/');
    if (!slash) return;
    char old[1100];
    if (from[0] == '/') snprintf(old, sizeof old, "%s", from);
    else { snprintf(old, sizeof old, "%.*s/%s", (int)(slash - b), b, name ? name + 1 : a); }
    Written *w = known(old, 0), *over = known(b, 0);
    if (over && over != w) over->path[0] = 0;
    if (w) snprintf(w->path, sizeof w->path, "%s", b);
}

int rename(const char *from, const char *to) {
    REAL(rename);
    if (!active() || !ours_at(AT_FDCWD, to)) return real(from, to);
    inside = 1;
    int no = refused("rename", to), result = no ? -1 : real(from, to);
    if (!no && !result) moved(from, to);
    if (no) errno = state->error;
    inside = 0;
    return result;
}

int link(const char *from, const char *to) {
    REAL(link);
    if (!active() || !ours_at(AT_FDCWD, to)) return real(from, to);
    inside = 1;
    int no = refused("link", to), result = no ? -1 : real(from, to);
    if (!no && !result) {
        char a[512], b[512];
        if (realpath(from, a) && realpath(to, b)) {
            Written *w = known(a, 0), *x = w ? known(b, 1) : NULL;
            if (x) x->synced = w->synced;
        }
    }
    if (no) errno = state->error;
    inside = 0;
    return result;
}

#define ON_PATH(name, ...)                                                \
    if (!active() || !ours_at(AT_FDCWD, path)) return real(__VA_ARGS__);  \
    inside = 1;                                                           \
    int no = refused(#name, path), result = no ? -1 : real(__VA_ARGS__);  \
    if (no) errno = state->error;                                         \
    inside = 0;                                                           \
    return result

int unlink(const char *path) { REAL(unlink); ON_PATH(unlink, path); }
int rmdir(const char *path) { REAL(rmdir); ON_PATH(rmdir, path); }
int mkdir(const char *path, mode_t mode) { REAL(mkdir); ON_PATH(mkdir, path, mode); }

int ftruncate(int fd, off_t size) {
    REAL(ftruncate);
    char path[512];
    if (!active() || !fd_ours(fd, path)) return real(fd, size);
    inside = 1;
    int no = refused("ftruncate", path), result = no ? -1 : real(fd, size);
    if (no) errno = state->error;
    inside = 0;
    return result;
}
int ftruncate64(int fd, off64_t size) { return ftruncate(fd, size); }

ssize_t pwrite(int fd, const void *data, size_t size, off_t at) {
    REAL(pwrite);
    char path[512];
    if (!active() || !fd_ours(fd, path)) return real(fd, data, size, at);
    inside = 1;
    int no = refused("pwrite", path);
    ssize_t result = no ? -1 : real(fd, data, size, at);
    if (no) errno = state->error;
    inside = 0;
    return result;
}
ssize_t pwrite64(int fd, const void *data, size_t size, off64_t at) { return pwrite(fd, data, size, at); }

ssize_t read(int fd, void *data, size_t size) {
    REAL(read);
    char path[512];
    if (!active() || !state->reads || !fd_ours(fd, path)) return real(fd, data, size);
    inside = 1;
    int no = refused("read", path);
    ssize_t result = no ? -1 : real(fd, data, size);
    if (no) errno = state->error == ENOSPC || state->error == EROFS ? EIO : state->error;
    inside = 0;
    return result;
}

static int opened(int folder, const char *path, int flags, mode_t mode) {
    static int (*real)(int, const char *, int, ...);
    if (!real) real = dlsym(RTLD_NEXT, "openat");
    int counts = active() && ours_at(folder, path) && (state->reads || (flags & (O_CREAT | O_WRONLY | O_RDWR)));
    if (!counts) return real(folder, path, flags, mode);
    inside = 1;
    int no = refused("open", path), fd = no ? -1 : real(folder, path, flags, mode);
    if (no) errno = state->error;
    if (fd >= 0 && flags & (O_TRUNC | O_CREAT)) {
        char full[512];
        struct stat found;
        if (path_of(fd, full, sizeof full) && !fstat(fd, &found) && S_ISREG(found.st_mode) && !found.st_size) {
            Written *w = known(full, 1);
            if (w) w->synced = 0;
        }
    }
    inside = 0;
    return fd;
}

static int looks(int folder, const char *path) {
    return active() && state->reads > 1 && strcmp(program_invocation_short_name, "git") && ours_at(folder, path);
}

DIR *opendir(const char *path) {
    REAL(opendir);
    if (!looks(AT_FDCWD, path)) return real(path);
    inside = 1;
    int no = refused("opendir", path);
    DIR *result = no ? NULL : real(path);
    if (no) errno = state->error;
    inside = 0;
    return result;
}

#define STAT(name, type)                                                  \
    int name(const char *path, type *found) {                             \
        REAL(name);                                                       \
        if (!looks(AT_FDCWD, path)) return real(path, found);             \
        inside = 1;                                                       \
        int no = refused(#name, path), result = no ? -1 : real(path, found); \
        if (no) errno = state->error;                                     \
        inside = 0;                                                       \
        return result;                                                    \
    }
STAT(stat, struct stat)
STAT(stat64, struct stat64)
STAT(lstat, struct stat)
STAT(lstat64, struct stat64)

static mode_t mode_of(int flags, va_list list) { return flags & (O_CREAT | __O_TMPFILE) ? va_arg(list, mode_t) : 0; }

#define OPEN(name)                                                        \
    int name(const char *path, int flags, ...) {                          \
        va_list list;                                                     \
        va_start(list, flags);                                            \
        mode_t mode = mode_of(flags, list);                               \
        va_end(list);                                                     \
        return opened(AT_FDCWD, path, flags, mode);                       \
    }
OPEN(open)
OPEN(open64)
#define OPENAT(name)                                                      \
    int name(int folder, const char *path, int flags, ...) {              \
        va_list list;                                                     \
        va_start(list, flags);                                            \
        mode_t mode = mode_of(flags, list);                               \
        va_end(list);                                                     \
        return opened(folder, path, flags, mode);                         \
    }
OPENAT(openat)
OPENAT(openat64)

#define SPAWN(name)                                                                                            \
    int name(pid_t *pid, const char *path, const posix_spawn_file_actions_t *a, const posix_spawnattr_t *b,   \
             char *const argv[], char *const env[]) {                                                          \
        REAL(name);                                                                                            \
        if (!active()) return real(pid, path, a, b, argv, env);                                                \
        inside = 1;                                                                                            \
        int no = refused(#name, path);                                                                         \
        inside = 0;                                                                                            \
        return no ? (state->error == EINTR ? EAGAIN : ENOMEM) : real(pid, path, a, b, argv, env);              \
    }
SPAWN(posix_spawn)
SPAWN(posix_spawnp)

int execve(const char *path, char *const argv[], char *const env[]) {
    REAL(execve);
    if (active() && (state->mode == CRASH || state->mode == POWER || state->mode == COUNT) && access(path, X_OK) == 0)
        refused("execve", path);
    return real(path, argv, env);
}
