// LD_PRELOAD: SIGKILL to the own process right before the N-th write to the store. Environment: KILL_AT_WRITE, N
// from 1.
#include <dlfcn.h>
#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

#include <atomic>
#include <cstdlib>
#include <cstring>

namespace {

std::atomic<long> writes{0};

/// The store's files are state.db, its -wal and its -shm.
bool isStore(int fd) {
    char link[32] = "/proc/self/fd/";
    char* end = link + std::strlen(link);
    char digits[12];
    int count = 0;
    for (int rest = fd; count == 0 || rest > 0; rest /= 10)
        digits[count++] = static_cast<char>('0' + rest % 10);
    while (count > 0)
        *end++ = digits[--count];
    *end = '\0';
    char path[4096];
    const ssize_t size = ::readlink(link, path, sizeof path - 1);
    if (size <= 0)
        return false;
    path[size] = '\0';
    return std::strstr(path, "/state.db") != nullptr;
}

void count(int fd) {
    static const long limit = [] {
        const char* text = std::getenv("KILL_AT_WRITE");
        return text ? std::atol(text) : 0;
    }();
    if (limit > 0 && isStore(fd) && ++writes == limit)
        ::raise(SIGKILL);
}

template <class Function>
Function real(const char* name) {
    return reinterpret_cast<Function>(::dlsym(RTLD_NEXT, name));
}

}  // namespace

extern "C" {

ssize_t pwrite64(int fd, const void* data, size_t size, off64_t at) {
    static const auto next = real<ssize_t (*)(int, const void*, size_t, off64_t)>("pwrite64");
    count(fd);
    return next(fd, data, size, at);
}

ssize_t pwrite(int fd, const void* data, size_t size, off_t at) {
    static const auto next = real<ssize_t (*)(int, const void*, size_t, off_t)>("pwrite");
    count(fd);
    return next(fd, data, size, at);
}

int fdatasync(int fd) {
    static const auto next = real<int (*)(int)>("fdatasync");
    count(fd);
    return next(fd);
}

}  // extern "C"
