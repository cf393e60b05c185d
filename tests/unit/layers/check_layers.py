#!/usr/bin/env python3
"""Which part may include which (docs/architecture.md). Usage: check_layers.py [ROOT]; prints each forbidden include, exits 1 if there is one."""
import pathlib
import re
import sys

# part: what else of the tree its files may include. A part may always include itself.
ALLOWED = {
    "orchestrator/base": set(),
    "orchestrator/crypto": {"base"},
    "orchestrator/http": {"base"},
    "orchestrator/net": {"base"},
    "orchestrator/store": {"base"},
    "orchestrator/model": {"base"},
    "orchestrator/mediation": {"base"},
    "orchestrator/protocol": {"base"},
    "orchestrator/manifest": {"base", "crypto", "model", "mediation", "protocol"},
    "orchestrator/client": {"base", "protocol"},
    "orchestrator/runtime": {"base", "http"},
    "orchestrator/doctor": {"base", "runtime"},
    "orchestrator/daemon": {"base", "crypto", "http", "store", "model", "mediation", "protocol", "manifest", "runtime"},
    "orchestrator/gateway": {"base", "crypto", "http", "net", "mediation", "protocol"},
    "orchestrator/composer": {"base", "http", "net", "store", "protocol"},
    "orchestrator/cli": {"base", "crypto", "protocol", "manifest", "client", "doctor"},
    "gui": {"base", "protocol", "client", "gui"},
    "backend_services": set(),
}
ORCHESTRATOR = {name.split("/")[1] for name in ALLOWED if name.startswith("orchestrator/")}
# Of protocol, the gateway may see its own half alone: no word of the control API's.
GATEWAY_PROTOCOL = re.compile(r"protocol/(gateway_|latency_histogram|span_record)")
QT_FREE = {"orchestrator/" + part for part in ORCHESTRATOR - {"daemon"}} | {"backend_services"}
INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]')


def part_of(path):
    parts = path.parts
    if parts[0] == "orchestrator" and len(parts) > 2:
        return "orchestrator/" + parts[1]
    return parts[0] if parts[0] in ALLOWED else None


def faults(root):
    root = pathlib.Path(root)
    for path in sorted(root.glob("orchestrator/**/*")) + sorted(root.glob("gui/**/*")) + sorted(root.glob("backend_services/**/*")):
        if path.suffix not in (".h", ".cpp"):
            continue
        part = part_of(path.relative_to(root))
        if part is None:
            continue
        own = part.split("/")[-1]
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            match = INCLUDE.match(line)
            if not match:
                continue
            bracket, target = match.groups()
            where = f"{path.relative_to(root)}:{number}"
            first = target.split("/")[0]
            if bracket == "<":
                if part in QT_FREE and re.match(r"Q[A-Z]|Qt", target):
                    yield f"{where}: {part} is free of Qt, but includes <{target}>"
                if part == "orchestrator/daemon" and re.match(r"QtWidgets|QtGui|QWidget|QApplication", target):
                    yield f"{where}: the daemon links Qt Core and Network alone, but includes <{target}>"
                if part == "orchestrator/gateway" and target.startswith("curl/"):
                    yield f"{where}: the gateway never dials a URL of its own, but includes <{target}>"
                continue
            if part == "backend_services":
                if first in ORCHESTRATOR and "/" in target and (root / "orchestrator" / target).exists():
                    yield f"{where}: the shop uses nothing of orchestrator, but includes \"{target}\""
                continue
            if first not in ORCHESTRATOR and first != "gui":
                continue
            if first != own and first not in ALLOWED[part]:
                yield f"{where}: {part} may not include \"{target}\""
            elif part == "orchestrator/gateway" and first == "protocol" and not GATEWAY_PROTOCOL.match(target):
                yield f"{where}: the gateway may include of protocol only what is between it and the daemon, not \"{target}\""


if __name__ == "__main__":
    found = list(faults(sys.argv[1] if len(sys.argv) > 1 else "."))
    print("\n".join(found) if found else "layers: no forbidden include")
    sys.exit(1 if found else 0)
