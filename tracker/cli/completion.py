"""tracker completion"""

from __future__ import annotations

from tracker.cli.declare import Choice, Verb
from tracker.cli.options import JSON
from tracker.errors import ExitCode

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tracker.cli.declare import Values
    from tracker.cli.output import Output

SCRIPTS = {
    "bash": """\
# Completion of tracker for bash. In ~/.bashrc: eval "$(tracker completion bash)"
_tracker() {
  local value rest
  COMPREPLY=()
  while IFS=$'\\t' read -r value rest; do
    COMPREPLY+=("$value")
  done < <(tracker complete -- "${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
}
complete -o default -F _tracker tracker
""",
    "zsh": """\
#compdef tracker
# Completion of tracker for zsh. In ~/.zshrc, after compinit: eval "$(tracker completion zsh)"
_tracker() {
  local value rest
  local -a found
  while IFS=$'\\t' read -r value rest; do
    found+=("${value//:/\\\\:}:${rest}")
  done < <(tracker complete -- "${(@)words[2,CURRENT]}" 2>/dev/null)
  if (( ${#found} )); then _describe -t values 'tracker' found; else _files; fi
}
compdef _tracker tracker
""",
    "fish": """\
# Completion of tracker for fish. In ~/.config/fish/config.fish: tracker completion fish | source
complete -c tracker -f -a '(tracker complete -- (commandline -opc)[2..-1] (commandline -ct) 2>/dev/null)'
complete -c tracker -n '__fish_seen_subcommand_from triage compare' -F
complete -c tracker -n '__fish_seen_subcommand_from record' -l junit -rF
complete -c tracker -n '__fish_seen_subcommand_from prompt' -l out -rF
""",
}

SHELL = Choice("SHELL", dict.fromkeys(SCRIPTS, ""), about="bash, zsh or fish.")

VERB = Verb(
    short="The completion script of a shell.",
    about="Print the completion script of a shell.",
    example='Example: eval "$(tracker completion bash)"',
    words=(SHELL,),
    options=(JSON,),
)


def carry_out(values: Values, output: Output) -> int:
    """Print it."""
    script = SCRIPTS[values[SHELL]]
    output.json({"format_version": 1, "kind": "completion", "shell": values[SHELL], "script": script})
    output.lines(script.splitlines())
    return ExitCode.OK
