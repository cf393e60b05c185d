#include "runtime/clone_into.h"

#include <linux/sched.h>
#include <signal.h>
#include <sys/syscall.h>

#include <cerrno>
#include <cstdint>

namespace slipway::runtime {

namespace {

/// The library's clone() can't name a group, and syscall() would return in the child on a stack that is not there: so
/// the child is led to `run` by hand. Negative: an errno.
long cloneAndRun([[maybe_unused]] clone_args& arguments, [[maybe_unused]] int (*run)(void*),
                 [[maybe_unused]] void* argument) {
#if defined(__x86_64__)
    long result = SYS_clone3;
    register int (*child)(void*) asm("r12") = run;
    register void* given asm("r13") = argument;
    asm volatile(
        "syscall\n\t"
        "testq %%rax, %%rax\n\t"
        "jnz 1f\n\t"
        "xorl %%ebp, %%ebp\n\t"
        "movq %%r13, %%rdi\n\t"
        "callq *%%r12\n\t"
        "hlt\n"
        "1:"
        : "+a"(result)
        : "D"(&arguments), "S"(sizeof arguments), "r"(child), "r"(given)
        : "rcx", "r11", "memory", "cc");
    return result;
#elif defined(__aarch64__)
    register long result asm("x0") = reinterpret_cast<long>(&arguments);
    register long size asm("x1") = sizeof arguments;
    register long number asm("x8") = SYS_clone3;
    register int (*child)(void*) asm("x19") = run;
    register void* given asm("x20") = argument;
    asm volatile(
        "svc #0\n\t"
        "cbnz x0, 1f\n\t"
        "mov x29, #0\n\t"
        "mov x0, x20\n\t"
        "blr x19\n\t"
        "brk #0\n"
        "1:"
        : "+r"(result)
        : "r"(size), "r"(number), "r"(child), "r"(given)
        : "memory", "cc", "x30");
    return result;
#else
    return -ENOSYS;
#endif
}

}  // namespace

pid_t cloneInto(int cgroup, int (*run)(void*), void* argument, void* stack, size_t stackBytes, int* pidfd) {
    clone_args arguments{};
    arguments.flags = CLONE_VM | CLONE_VFORK | CLONE_PIDFD | CLONE_INTO_CGROUP;
    arguments.pidfd = reinterpret_cast<std::uintptr_t>(pidfd);
    arguments.exit_signal = SIGCHLD;
    arguments.stack = reinterpret_cast<std::uintptr_t>(stack);
    arguments.stack_size = stackBytes;
    arguments.cgroup = static_cast<std::uint64_t>(cgroup);
    const long result = cloneAndRun(arguments, run, argument);
    if (result >= 0)
        return static_cast<pid_t>(result);
    errno = static_cast<int>(-result);
    return -1;
}

}  // namespace slipway::runtime
