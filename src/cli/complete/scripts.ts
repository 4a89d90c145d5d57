/** The shells that completion is there for. */
export const shells = ["bash", "zsh", "fish"] as const;
export type Shell = (typeof shells)[number];

/**
 * What each shell is told once. It asks `session-assoc __complete` for every answer: the first line
 * says how to take the others, each of which is a value, a tab and its description. Values come from
 * repositories, so that none is evaluated: no `eval`, no `compgen -W`, no `_describe`. What is run is
 * the `session-assoc` of the PATH, whatever path was typed.
 */
export const scripts: Readonly<Record<Shell, string>> = {
  bash: `# session-assoc completion for bash. In ~/.bashrc:
#   source <(session-assoc completion bash)
_session_assoc() {
  local mode answer
  COMPREPLY=()
  {
    IFS= read -r mode
    while IFS= read -r answer; do COMPREPLY+=("$answer"); done
  } < <(command session-assoc __complete bash -- "\${COMP_LINE:0:COMP_POINT}" "$COMP_WORDBREAKS" 2>/dev/null)
  case $mode in
    beginnings) compopt -o nospace 2>/dev/null ;;
    files) compopt -o default 2>/dev/null ;;
    directories) compopt -o dirnames 2>/dev/null ;;
  esac
  return 0
}
complete -F _session_assoc session-assoc
`,
  zsh: `#compdef session-assoc
# session-assoc completion for zsh. In ~/.zshrc, after compinit:
#   source <(session-assoc completion zsh)
_session-assoc() {
  local mode
  local -a lines values shown options
  lines=("\${(@f)$(command session-assoc __complete zsh -- "\${(@Q)words[2,CURRENT-1]}" "\${(Q)PREFIX}" 2>/dev/null)}")
  mode=$lines[1]
  shift lines
  case $mode in
    files) _files; return ;;
    directories) _files -/; return ;;
    beginnings) options=(-S '') ;;
  esac
  (( $#lines )) || return 1
  values=("\${(@)lines%%$'\\t'*}")
  shown=("\${(@)lines/$'\\t'/  -- }")
  compadd "\${(@)options}" -l -d shown -a values
}
if [[ $funcstack[1] == _session-assoc ]]; then
  _session-assoc "$@"
else
  compdef _session-assoc session-assoc
fi
`,
  fish: `# session-assoc completion for fish. In ~/.config/fish/config.fish:
#   session-assoc completion fish | source
function __session_assoc_complete
    set -l words (commandline -opc)
    set -e words[1]
    set -l typed (commandline -ct)
    set -l plain (string unescape -- "$typed"; or echo -- "$typed")
    set -l lines (command session-assoc __complete fish -- $words "$plain" 2>/dev/null)
    switch "$lines[1]"
        case files
            __fish_complete_path "$typed"
        case directories
            __fish_complete_directories "$typed" ""
        case values beginnings
            set -e lines[1]
            test (count $lines) -gt 0; and printf '%s\\n' $lines
    end
end
complete -c session-assoc -f -a '(__session_assoc_complete)'
`,
};
