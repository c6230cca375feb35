/* Faults at chosen system calls of one command and of all that it starts: git, steps, checks.
 *
 * A call counts when it touches something below FAULT_ROOT (or starts a process). The n-th one is where the fault happens:
 * the machine goes down (all of the process group is killed, a write is torn, what was not synced may be lost), or the call
 * fails with an error. The counter lies in shared memory, FAULT_STATE, so that a fault has one place in the whole command.
 *
 * A disk that is full or read-only can still be looked at, and only a write can be a short one. So for ENOSPC and EROFS the n-th
 * call is the n-th one that changes something, for a short write the n-th write, and for all else the n-th call of any sort. */
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
#include <sys/file.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

enum { OFF = 0, COUNT = 1, CRASH = 2, POWER = 3, FAIL = 4, SHORT = 5 };
enum { FILES = 512 };
enum { ANY, CHANGES, WRITES, COUNTERS };
typedef enum { CHANGE, CLOSE, READ, LOOK } Sort; /* of a call; CLOSE: of a file that can be written */

typedef struct {
    char path[512];
    long synced;
} Written;

typedef struct {
    volatile long counts[COUNTERS];
    volatile long at;
    volatile int mode;
    volatile int error;
    volatile int persistent;
    volatile int reads; /* 1: READ and CLOSE count, too; 2: LOOK as well, but git's own; 3: everything */
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

static int active(Sort sort) {
    if (!state || state->mode == OFF || inside) return 0;
    if (sort == LOOK) return state->reads > (strcmp(program_invocation_short_name, "git") ? 1 : 2);
    return sort == CHANGE || state->reads;
}

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

/* The counter that the fault's n is one of. */
static int counter(void) {
    if (state->mode == SHORT) return WRITES;
    return state->mode == FAIL && (state->error == ENOSPC || state->error == EROFS) ? CHANGES : ANY;
}

/* 0: go on. 1: the fault is here. */
static int here(Sort sort, const char *what, const char *detail) {
    int counts[COUNTERS] = {1, sort == CHANGE || sort == CLOSE, !strcmp(what, "write")};
    long n = 0;
    for (int i = 0; i < COUNTERS; i++)
        if (counts[i]) {
            long now = __sync_add_and_fetch(&state->counts[i], 1);
            if (i == counter()) n = now;
        }
    if (state->mode == COUNT || !n || !(n == state->at || (state->persistent && n > state->at))) return 0;
    if (!state->hit) snprintf(state->what, sizeof state->what, "%s %s", what, detail ? detail : "");
    state->hit = 1;
    return 1;
}

static int refused(Sort sort, const char *what, const char *detail) {
    if (!here(sort, what, detail)) return 0;
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
    if (!active(CHANGE) || !fd_ours(fd, path)) return real(fd, data, size);
    inside = 1;
    note_write(fd);
    if (here(CHANGE, "write", path)) {
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

#define CALL(type, failed, sort, ours, detail, name, ...)                  \
    REAL(name);                                                           \
    int before = errno;                                                   \
    if (!active(sort) || !(ours)) {                                       \
        errno = before;                                                   \
        return real(__VA_ARGS__);                                         \
    }                                                                     \
    inside = 1;                                                           \
    int no = refused(sort, #name, detail);                                \
    if (!no) errno = before;                                              \
    type result = no ? failed : real(__VA_ARGS__);                        \
    if (no) errno = state->error;                                         \
    inside = 0

#define ON_FD(type, sort, name, ...)                                      \
    char at[512];                                                         \
    CALL(type, -1, sort, fd_ours(fd, at), at, name, __VA_ARGS__);         \
    return result
#define ON_PATH(type, failed, sort, name, ...)                            \
    CALL(type, failed, sort, ours_at(AT_FDCWD, path), path, name, __VA_ARGS__); \
    return result
#define IN_FOLDER(type, sort, name, ...)                                  \
    CALL(type, -1, sort, ours_at(folder, path), path, name, __VA_ARGS__); \
    return result

#define SYNC(name)                                                        \
    int name(int fd) {                                                    \
        char at[512];                                                     \
        CALL(int, -1, CHANGE, fd_ours(fd, at), at, name, fd);             \
        if (!no) note_sync(fd);                                           \
        return result;                                                    \
    }
SYNC(fsync)
SYNC(fdatasync)

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
    CALL(int, -1, CHANGE, ours_at(AT_FDCWD, to), to, rename, from, to);
    inside = 1;
    if (!no && !result) moved(from, to);
    inside = 0;
    return result;
}

int link(const char *from, const char *to) {
    CALL(int, -1, CHANGE, ours_at(AT_FDCWD, to), to, link, from, to);
    inside = 1;
    char a[512], b[512];
    if (!no && !result && realpath(from, a) && realpath(to, b)) {
        Written *w = known(a, 0), *x = w ? known(b, 1) : NULL;
        if (x) x->synced = w->synced;
    }
    inside = 0;
    return result;
}

int symlink(const char *to, const char *path) { ON_PATH(int, -1, CHANGE, symlink, to, path); }
int unlink(const char *path) { ON_PATH(int, -1, CHANGE, unlink, path); }
int unlinkat(int folder, const char *path, int flags) { IN_FOLDER(int, CHANGE, unlinkat, folder, path, flags); }
int rmdir(const char *path) { ON_PATH(int, -1, CHANGE, rmdir, path); }
int mkdir(const char *path, mode_t mode) { ON_PATH(int, -1, CHANGE, mkdir, path, mode); }
int chmod(const char *path, mode_t mode) { ON_PATH(int, -1, CHANGE, chmod, path, mode); }
int fchmod(int fd, mode_t mode) { ON_FD(int, CHANGE, fchmod, fd, mode); }
int utimensat(int folder, const char *path, const struct timespec times[2], int flags) {
    IN_FOLDER(int, CHANGE, utimensat, folder, path, times, flags);
}
int ftruncate(int fd, off_t size) { ON_FD(int, CHANGE, ftruncate, fd, size); }
int ftruncate64(int fd, off64_t size) { return ftruncate(fd, size); }
ssize_t pwrite(int fd, const void *data, size_t size, off_t to) { ON_FD(ssize_t, CHANGE, pwrite, fd, data, size, to); }
ssize_t pwrite64(int fd, const void *data, size_t size, off64_t to) { return pwrite(fd, data, size, to); }
ssize_t sendfile(int fd, int from, off_t *at_, size_t size) { ON_FD(ssize_t, CHANGE, sendfile, fd, from, at_, size); }
ssize_t sendfile64(int fd, int from, off64_t *at_, size_t size) { return sendfile(fd, from, at_, size); }

ssize_t read(int fd, void *data, size_t size) { ON_FD(ssize_t, READ, read, fd, data, size); }
ssize_t pread(int fd, void *data, size_t size, off_t from) { ON_FD(ssize_t, READ, pread, fd, data, size, from); }
ssize_t pread64(int fd, void *data, size_t size, off64_t from) { return pread(fd, data, size, from); }
int flock(int fd, int how) { ON_FD(int, READ, flock, fd, how); }
int chdir(const char *path) { ON_PATH(int, -1, READ, chdir, path); }

/* The system lets go of the file, whatever it answers. */
int close(int fd) {
    REAL(close);
    char at[512];
    if (!active(CLOSE) || (fcntl(fd, F_GETFL) & O_ACCMODE) == O_RDONLY || !fd_ours(fd, at)) return real(fd);
    inside = 1;
    int no = refused(CLOSE, "close", at), result = real(fd);
    if (no) errno = state->error;
    inside = 0;
    return no ? -1 : result;
}

static int opened(int folder, const char *path, int flags, mode_t mode) {
    static int (*real)(int, const char *, int, ...);
    if (!real) real = dlsym(RTLD_NEXT, "openat");
    Sort sort = flags & (O_CREAT | O_WRONLY | O_RDWR) ? CHANGE : READ;
    if (!active(sort) || !ours_at(folder, path)) return real(folder, path, flags, mode);
    inside = 1;
    int no = refused(sort, "open", path), fd = no ? -1 : real(folder, path, flags, mode);
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

DIR *opendir(const char *path) { ON_PATH(DIR *, NULL, LOOK, opendir, path); }
int access(const char *path, int how) { ON_PATH(int, -1, LOOK, access, path, how); }
int faccessat(int folder, const char *path, int how, int flags) { IN_FOLDER(int, LOOK, faccessat, folder, path, how, flags); }
ssize_t readlink(const char *path, char *into, size_t size) { ON_PATH(ssize_t, -1, LOOK, readlink, path, into, size); }

#define STAT(name, type) int name(const char *path, type *found) { ON_PATH(int, -1, LOOK, name, path, found); }
STAT(stat, struct stat)
STAT(stat64, struct stat64)
STAT(lstat, struct stat)
STAT(lstat64, struct stat64)
#define FSTAT(name, type) int name(int fd, type *found) { ON_FD(int, LOOK, name, fd, found); }
FSTAT(fstat, struct stat)
FSTAT(fstat64, struct stat64)
#define STAT_AT(name, type)                                               \
    int name(int folder, const char *path, type *found, int flags) {      \
        IN_FOLDER(int, LOOK, name, folder, path, found, flags);           \
    }
STAT_AT(fstatat, struct stat)
STAT_AT(fstatat64, struct stat64)
#define NEXT(name, type)                                                  \
    type *name(DIR *folder) {                                             \
        char at[512];                                                     \
        CALL(type *, NULL, LOOK, fd_ours(dirfd(folder), at), at, name, folder); \
        return result;                                                    \
    }
NEXT(readdir, struct dirent)
NEXT(readdir64, struct dirent64)

/* A FILE calls the system from within the C library, past all of this. So it is given a cookie that calls it from here. */
static ssize_t file_read(void *file, char *data, size_t size) { return read((int)(long)file, data, size); }
static ssize_t file_write(void *file, const char *data, size_t size) {
    ssize_t done = write((int)(long)file, data, size);
    return done < 0 ? 0 : done;
}
static int file_seek(void *file, off64_t *to, int from) {
    *to = lseek((int)(long)file, *to, from);
    return *to < 0 ? -1 : 0;
}
static FILE *cookies[64]; /* by the number of the file */
static int file_close(void *file) {
    cookies[(long)file] = NULL;
    return close((int)(long)file);
}
int fileno(FILE *file) {
    REAL(fileno);
    for (int fd = 0; file && fd < 64; fd++)
        if (cookies[fd] == file) return fd;
    return real(file);
}

#define FOPEN(name)                                                                                            \
    FILE *name(const char *path, const char *how) {                                                            \
        REAL(name);                                                                                            \
        int change = strpbrk(how, "wa+") != NULL;                                                              \
        if (!active(change ? CHANGE : READ) || !ours_at(AT_FDCWD, path)) return real(path, how);               \
        int flags = strchr(how, '+') ? O_RDWR : change ? O_WRONLY : O_RDONLY;                                  \
        flags |= *how == 'w' ? O_CREAT | O_TRUNC : *how == 'a' ? O_CREAT | O_APPEND : 0;                       \
        int fd = opened(AT_FDCWD, path, flags | O_CLOEXEC, 0666);                                              \
        cookie_io_functions_t calls = {file_read, file_write, file_seek, file_close};                          \
        if (fd < 0 || fd >= 64) return fd < 0 ? NULL : fdopen(fd, how);                                        \
        return cookies[fd] = fopencookie((void *)(long)fd, how, calls);                                        \
    }
FOPEN(fopen)
FOPEN(fopen64)

void *mmap(void *to, size_t size, int how, int flags, int fd, off_t from) {
    char at[512];
    CALL(void *, MAP_FAILED, READ, fd >= 0 && fd_ours(fd, at), at, mmap, to, size, how, flags, fd, from);
    return result;
}
void *mmap64(void *to, size_t size, int how, int flags, int fd, off64_t from) { return mmap(to, size, how, flags, fd, from); }

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
        if (!active(CHANGE)) return real(pid, path, a, b, argv, env);                                          \
        inside = 1;                                                                                            \
        int no = refused(CHANGE, #name, path);                                                                         \
        inside = 0;                                                                                            \
        return no ? (state->error == EINTR ? EAGAIN : ENOMEM) : real(pid, path, a, b, argv, env);              \
    }
SPAWN(posix_spawn)
SPAWN(posix_spawnp)

int execve(const char *path, char *const argv[], char *const env[]) {
    REAL(execve);
    if (!active(CHANGE)) return real(path, argv, env);
    inside = 1;
    int no = access(path, X_OK) == 0 && refused(CHANGE, "execve", path);
    inside = 0;
    if (no) return -1;
    return real(path, argv, env);
}
