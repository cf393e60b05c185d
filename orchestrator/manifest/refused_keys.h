#pragma once

/// Keys of a Compose service, and of other habits, that Slipway refuses, each with what to do instead.
namespace slipway::manifest {

struct RefusedKey {
    const char* name;
    const char* why;
};

inline constexpr RefusedKey kRefusedServiceKeys[] = {
    {"replicas", "replicas stands under deploy: `deploy: {replicas: 2}`"},
    {"env", "the key is `environment`"},
    {"args", "arguments stand in `command`, after the program"},
    {"team", "the key is `owner`; it names a key of `teams`"},
    {"url", "a service has no fixed URL; callers that list it in `calls` get its NAME_URL"},
    {"image", "there are no containers here; `command` names the program to run"},
    {"entrypoint", "there is no image whose entry point could be replaced; put the whole command line into `command`"},
    {"container_name", "there are no containers here; instances are named SERVICE-1, SERVICE-2, …"},
    {"volumes", "volumes belong to containers; programs see the real files, and a service's own store is `data`"},
    {"volumes_from", "volumes belong to containers; a service's own store is `data`"},
    {"tmpfs", "tmpfs belongs to containers; programs may use /tmp"},
    {"networks", "networks belong to containers; whom a service may call is `calls`"},
    {"network_mode", "networks belong to containers; whom a service may call is `calls`"},
    {"links", "links belong to containers; list the service in `calls` and use its NAME_URL"},
    {"external_links", "links belong to containers; use `external` for what Slipway does not launch"},
    {"expose", "nothing is closed that could be exposed; `ports` says where the service listens"},
    {"hostname", "a process has its machine's host name"},
    {"domainname", "a process has its machine's domain name"},
    {"extra_hosts", "a process uses its machine's /etc/hosts"},
    {"dns", "a process uses its machine's resolver"},
    {"dns_search", "a process uses its machine's resolver"},
    {"dns_opt", "a process uses its machine's resolver"},
    {"mac_address", "a process has its machine's network"},
    {"privileged", "a process has the rights of the one who ran `slipway`; there is nothing to raise"},
    {"cap_add", "capabilities belong to containers; a process has the rights of the one who ran `slipway`"},
    {"cap_drop", "capabilities belong to containers; a process has the rights of the one who ran `slipway`"},
    {"security_opt", "security options belong to containers"},
    {"userns_mode", "user namespaces belong to containers"},
    {"group_add", "a process has the groups of its `user`, else of the one who ran `slipway`"},
    {"devices", "devices belong to containers; a process sees those of the machine"},
    {"gpus", "devices belong to containers; a process sees those of the machine"},
    {"ipc", "namespaces belong to containers"},
    {"pid", "namespaces belong to containers"},
    {"cgroup", "control groups belong to containers"},
    {"cgroup_parent", "control groups belong to containers"},
    {"isolation", "isolation belongs to containers"},
    {"runtime", "runtimes belong to containers"},
    {"platform", "programs run on this machine's platform"},
    {"pull_policy", "nothing is pulled here"},
    {"init", "each instance is led by its own process group; no init is needed"},
    {"tty", "instances have no terminal; their output goes to `slipway logs`"},
    {"stdin_open", "instances have no terminal; their standard input is /dev/null"},
    {"read_only", "file systems belong to containers"},
    {"shm_size", "shared memory belongs to containers"},
    {"sysctls", "kernel settings belong to the machine"},
    {"oom_score_adj",
     "who is killed first is the kernel's choice; a memory limit is `deploy: {resources: {limits: {memory: 256M}}}`"},
    {"mem_limit", "memory limits stand under deploy: `deploy: {resources: {limits: {memory: 256M}}}`"},
    {"memswap_limit",
     "an instance with a memory limit does not swap; the limit is `deploy: {resources: {limits: {memory: 256M}}}`"},
    {"cpus", "CPU limits stand under deploy: `deploy: {resources: {limits: {cpus: 0.5}}}`"},
    {"cpu_shares", "there are no shares; a CPU limit is `deploy: {resources: {limits: {cpus: 0.5}}}`"},
    {"cpuset", "cores are not assigned; a CPU limit is `deploy: {resources: {limits: {cpus: 0.5}}}`"},
    {"logging", "output goes to files; read it with `slipway logs`"},
    {"labels", "labels belong to containers; who answers for a service is its `owner`"},
    {"annotations", "annotations belong to containers"},
    {"configs", "configs belong to containers; give the program a path or an `environment` entry"},
    {"autoscale", "autoscale stands under deploy: `deploy: {autoscale: {max: 8, in_flight: 10}}`"},
    {"post_start", "post_start stands under hooks: `hooks: {post_start: …}`"},
    {"pre_stop", "pre_stop stands under hooks: `hooks: {pre_stop: …}`"},
};

}  // namespace slipway::manifest
