#pragma once

#include <sys/types.h>

#include <cstddef>

namespace slipway::runtime {

/// clone3(2) with CLONE_VM, CLONE_VFORK and CLONE_PIDFD, the child born in the control group of version 2 whose folder
/// is open as `cgroup`: it was never outside, and nothing waits for a move (14 ms here, for the kernel stops all forks
/// and exits while it moves a process). `run` must not return. Returns the child's pid once it has called exec or
/// ended, or -1 with errno; ENOSYS where this is not known for the processor, or to the kernel.
pid_t cloneInto(int cgroup, int (*run)(void*), void* argument, void* stack, size_t stackBytes, int* pidfd);

}  // namespace slipway::runtime
