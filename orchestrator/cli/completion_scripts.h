#pragma once

/// Completion for shells. Services and projects come from `slipway __complete`, which asks a daemon that runs and
/// starts none.
namespace slipway::cli {

inline constexpr const char* kBashCompletion = R"SH(# bash completion for slipway:  source <(slipway completion bash)
_slipway() {
    local word="${COMP_WORDS[COMP_CWORD]}" before="${COMP_WORDS[COMP_CWORD-1]}" verb="" i
    local verbs="up diff down ps projects scale redeploy rollback rollout job restart stop start logs events routes topology owners rollouts cache mirror validate saga queue trace daemon gateway tls hash-password completion version"
    for ((i = 1; i < COMP_CWORD; i++)); do
        case "${COMP_WORDS[i]}" in
            -p|--project|--home) ((i++)) ;;
            -*) ;;
            *) verb="${COMP_WORDS[i]}"; break ;;
        esac
    done
    case "$before" in
        -p|--project) COMPREPLY=($(compgen -W "$(slipway __complete projects 2>/dev/null)" -- "$word")); return ;;
        -f|--file) COMPREPLY=($(compgen -f -- "$word")); return ;;
        --home) COMPREPLY=($(compgen -d -- "$word")); return ;;
    esac
    case "$verb" in
        "") COMPREPLY=($(compgen -W "$verbs --project --home --json --no-color --help" -- "$word")) ;;
        scale) COMPREPLY=($(compgen -S = -W "$(slipway __complete services 2>/dev/null)" -- "$word")); compopt -o nospace 2>/dev/null ;;
        redeploy|rollback|stop|start|rollouts) COMPREPLY=($(compgen -W "$(slipway __complete services 2>/dev/null) --json --help" -- "$word")) ;;
        rollout) COMPREPLY=($(compgen -W "pause resume abort ls revisions $(slipway __complete services 2>/dev/null)" -- "$word")) ;;
        job) COMPREPLY=($(compgen -W "ls runs run $(slipway __complete services 2>/dev/null)" -- "$word")) ;;
        logs) case "$before" in
            --level) COMPREPLY=($(compgen -W "trace debug info warn error" -- "$word")) ;;
            *) COMPREPLY=($(compgen -W "$(slipway __complete targets 2>/dev/null) --since --until --level --grep --tail --follow --json --help" -- "$word")) ;;
        esac ;;
        restart) COMPREPLY=($(compgen -W "$(slipway __complete targets 2>/dev/null) --json --help" -- "$word")) ;;
        validate) COMPREPLY=($(compgen -f -- "$word")) ;;
        daemon) COMPREPLY=($(compgen -W "start stop status" -- "$word")) ;;
        gateway) case "$before" in
            --binary) COMPREPLY=($(compgen -f -- "$word")) ;;
            *) COMPREPLY=($(compgen -W "status upgrade --binary --drain-timeout --ready-timeout --json --help" -- "$word")) ;;
        esac ;;
        cache) COMPREPLY=($(compgen -W "stats purge --path --prefix --all --json --help" -- "$word")) ;;
        mirror) case "$before" in
            show) COMPREPLY=($(compgen -W "$(slipway __complete mirrors 2>/dev/null)" -- "$word")) ;;
            *) COMPREPLY=($(compgen -W "ls show --json --help" -- "$word")) ;;
        esac ;;
        saga) case "$before" in
            show|retry|resume|abandon) COMPREPLY=($(compgen -W "$(slipway __complete sagas 2>/dev/null)" -- "$word")) ;;
            --state) COMPREPLY=($(compgen -W "open running compensating stuck done undone abandoned" -- "$word")) ;;
            *) COMPREPLY=($(compgen -W "ls show retry resume abandon --state --json --help" -- "$word")) ;;
        esac ;;
        queue) case "$before" in
            show|redeliver|purge) COMPREPLY=($(compgen -W "$(slipway __complete queues 2>/dev/null)" -- "$word")) ;;
            --state) COMPREPLY=($(compgen -W "waiting dead delivered" -- "$word")) ;;
            *) COMPREPLY=($(compgen -W "ls show redeliver purge --state --json --help" -- "$word")) ;;
        esac ;;
        trace) case "$before" in
            show) COMPREPLY=($(compgen -W "$(slipway __complete traces 2>/dev/null)" -- "$word")) ;;
            --service) COMPREPLY=($(compgen -W "$(slipway __complete services 2>/dev/null)" -- "$word")) ;;
            --status) COMPREPLY=($(compgen -W "error ok" -- "$word")) ;;
            *) COMPREPLY=($(compgen -W "ls show --service --status --min-duration --limit --json --help" -- "$word")) ;;
        esac ;;
        completion) COMPREPLY=($(compgen -W "bash zsh fish" -- "$word")) ;;
        diff) COMPREPLY=($(compgen -W "-f --file --listen --profile --json --help" -- "$word")) ;;
        up) COMPREPLY=($(compgen -W "-d -f --listen --profile --wait-timeout --json --help" -- "$word")) ;;
        *) COMPREPLY=($(compgen -W "--json --help" -- "$word")) ;;
    esac
}
complete -F _slipway slipway
)SH";

inline constexpr const char* kZshCompletion = R"SH(#compdef slipway
# zsh completion for slipway:  source <(slipway completion zsh)
_slipway() {
    local -a verbs
    verbs=(
        'up:bring the project up' 'diff:what up would change' 'down:stop all of the project' 'ps:list instances' 'projects:list projects' 'scale:set the number of instances'
        'redeploy:replace instances one by one' 'rollback:go back to an earlier revision' 'rollout:steer the rollout that runs' 'job:what runs to its end' 'restart:stop and start a service or instance' 'stop:stop a service' 'start:start a stopped service'
        'logs:show output' 'events:show what happened' 'routes:list routes' 'topology:who calls whom' 'owners:teams and their services'
        'rollouts:receipts of what was moved' 'cache:what the gateway keeps' 'mirror:what shadows of routes answer' 'validate:check a manifest' 'saga:runs of composites' 'queue:queues of asynchronous calls' 'trace:what requests went through' 'daemon:the control plane' 'gateway:the data plane' 'tls:certificates' 'hash-password:for basic in a manifest'
        'completion:completion for a shell' 'version:versions')
    local i verb=''
    for ((i = 2; i < CURRENT; i++)); do
        case $words[i] in
            -p|--project|--home) ((i++)) ;;
            -*) ;;
            *) verb=$words[i]; break ;;
        esac
    done
    case $words[CURRENT-1] in
        -p|--project) compadd -- ${(f)"$(slipway __complete projects 2>/dev/null)"}; return ;;
        -f|--file) _files; return ;;
        --home) _files -/; return ;;
    esac
    case $verb in
        '') _describe verb verbs ;;
        scale) compadd -S '=' -- ${(f)"$(slipway __complete services 2>/dev/null)"} ;;
        redeploy|rollback|stop|start|rollouts) compadd -- ${(f)"$(slipway __complete services 2>/dev/null)"} ;;
        restart|logs) compadd -- ${(f)"$(slipway __complete targets 2>/dev/null)"} ;;
        validate) _files ;;
        daemon) compadd start stop status ;;
        gateway)
            case $words[CURRENT-1] in
                --binary) _files ;;
                *) compadd status upgrade ;;
            esac ;;
        cache) compadd stats purge ;;
        mirror)
            case $words[CURRENT-1] in
                show) compadd -- ${(f)"$(slipway __complete mirrors 2>/dev/null)"} ;;
                *) compadd ls show ;;
            esac ;;
        saga)
            case $words[CURRENT-1] in
                show|retry|resume|abandon) compadd -- ${(f)"$(slipway __complete sagas 2>/dev/null)"} ;;
                --state) compadd open running compensating stuck done undone abandoned ;;
                *) compadd ls show retry resume abandon ;;
            esac ;;
        queue)
            case $words[CURRENT-1] in
                show|redeliver|purge) compadd -- ${(f)"$(slipway __complete queues 2>/dev/null)"} ;;
                --state) compadd waiting dead delivered ;;
                *) compadd ls show redeliver purge ;;
            esac ;;
        trace)
            case $words[CURRENT-1] in
                show) compadd -- ${(f)"$(slipway __complete traces 2>/dev/null)"} ;;
                --service) compadd -- ${(f)"$(slipway __complete services 2>/dev/null)"} ;;
                *) compadd ls show ;;
            esac ;;
        completion) compadd bash zsh fish ;;
    esac
}
compdef _slipway slipway
)SH";

inline constexpr const char* kFishCompletion = R"SH(# fish completion for slipway:  slipway completion fish | source
set -l verbs up diff down ps projects scale redeploy rollback rollout job restart stop start logs events routes topology owners rollouts cache mirror validate saga queue trace daemon gateway tls hash-password completion version
complete -c slipway -f
complete -c slipway -n "not __fish_seen_subcommand_from $verbs" -a "$verbs"
complete -c slipway -s p -l project -x -a "(slipway __complete projects 2>/dev/null)" -d "project"
complete -c slipway -l home -x -a "(__fish_complete_directories)" -d "where state is kept"
complete -c slipway -l json -d "for programs"
complete -c slipway -l no-color -d "without colours"
complete -c slipway -n "__fish_seen_subcommand_from redeploy rollback stop start rollouts" -a "(slipway __complete services 2>/dev/null)"
complete -c slipway -n "__fish_seen_subcommand_from scale" -a "(slipway __complete services 2>/dev/null)="
complete -c slipway -n "__fish_seen_subcommand_from restart logs" -a "(slipway __complete targets 2>/dev/null)"
complete -c slipway -n "__fish_seen_subcommand_from validate" -F
complete -c slipway -n "__fish_seen_subcommand_from up diff" -s f -l file -r -F
complete -c slipway -n "__fish_seen_subcommand_from daemon" -a "start stop status"
complete -c slipway -n "__fish_seen_subcommand_from gateway; and not __fish_seen_subcommand_from status upgrade" -a "status upgrade"
complete -c slipway -n "__fish_seen_subcommand_from gateway; and __fish_seen_subcommand_from upgrade" -l binary -r -F
complete -c slipway -n "__fish_seen_subcommand_from cache; and not __fish_seen_subcommand_from stats purge" -a "stats purge"
complete -c slipway -n "__fish_seen_subcommand_from mirror; and not __fish_seen_subcommand_from ls show" -a "ls show"
complete -c slipway -n "__fish_seen_subcommand_from mirror; and __fish_seen_subcommand_from show" -a "(slipway __complete mirrors 2>/dev/null)"
complete -c slipway -n "__fish_seen_subcommand_from saga; and not __fish_seen_subcommand_from ls show retry resume abandon" -a "ls show retry resume abandon"
complete -c slipway -n "__fish_seen_subcommand_from saga; and __fish_seen_subcommand_from show retry resume abandon" -a "(slipway __complete sagas 2>/dev/null)"
complete -c slipway -n "__fish_seen_subcommand_from queue; and not __fish_seen_subcommand_from ls show redeliver purge" -a "ls show redeliver purge"
complete -c slipway -n "__fish_seen_subcommand_from queue; and __fish_seen_subcommand_from show redeliver purge" -a "(slipway __complete queues 2>/dev/null)"
complete -c slipway -n "__fish_seen_subcommand_from trace; and not __fish_seen_subcommand_from ls show" -a "ls show"
complete -c slipway -n "__fish_seen_subcommand_from trace; and __fish_seen_subcommand_from show" -a "(slipway __complete traces 2>/dev/null)"
complete -c slipway -n "__fish_seen_subcommand_from completion" -a "bash zsh fish"
)SH";

}  // namespace slipway::cli
