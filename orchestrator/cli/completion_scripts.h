#pragma once

/// What asks `slipway __complete` in each shell, and shows its answer.
namespace slipway::cli {

inline constexpr const char* kBashCompletion = R"SH(# bash completion for slipway:  source <(slipway completion bash)
_slipway() {
    local word="${COMP_WORDS[COMP_CWORD]}" value rest
    [[ $word == = ]] && word=""
    COMPREPLY=()
    while IFS=$'\t' read -r value rest; do
        case "$value" in
            :files) compopt -o filenames 2>/dev/null; mapfile -t COMPREPLY < <(compgen -f -- "$word") ;;
            :folders) compopt -o filenames 2>/dev/null; mapfile -t COMPREPLY < <(compgen -d -- "$word") ;;
            *=) compopt -o nospace 2>/dev/null; COMPREPLY+=("$value") ;;
            *) COMPREPLY+=("$value") ;;
        esac
    done < <("${COMP_WORDS[0]}" __complete "${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
}
complete -F _slipway slipway
)SH";

inline constexpr const char* kZshCompletion = R"SH(#compdef slipway
# zsh completion for slipway:  source <(slipway completion zsh)
_slipway() {
    local -a found
    local line value
    for line in "${(@f)$("$words[1]" __complete "${(@)words[2,CURRENT]}" 2>/dev/null)}"; do
        value=${line%%$'\t'*}
        case $value in
            '') ;;
            :files) _files ;;
            :folders) _files -/ ;;
            *=) compadd -S '' -- $value ;;
            *) found+=("${value//:/\\:}:${line#*$'\t'}") ;;
        esac
    done
    (( $#found )) && _describe slipway found
}
compdef _slipway slipway
)SH";

inline constexpr const char* kFishCompletion = R"SH(# fish completion for slipway:  slipway completion fish | source
function __slipway_complete
    set -l words (commandline -opc)
    set -l current (commandline -ct)
    set -e words[1]
    for line in (slipway __complete $words "$current" 2>/dev/null)
        switch $line
            case ':files*'
                __fish_complete_path "$current"
            case ':folders*'
                __fish_complete_directories "$current"
            case '*'
                echo $line
        end
    end
end
complete -c slipway -f -a '(__slipway_complete)'
)SH";

}  // namespace slipway::cli
