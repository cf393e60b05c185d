#include "gui/app/new_project.h"

namespace slipway::gui {

// PORT is known only when an instance starts, so the command leaves it to a shell.
QByteArray newProjectManifest() {
    return "# A service in any language: it listens on $PORT and answers the readiness probe.\n"
           "name: hello\n"
           "services:\n"
           "  web:\n"
           "    command: sh -c 'exec python3 -m http.server --bind 127.0.0.1 $$PORT'\n"
           "    ports: [{name: http, target: 0}]\n"
           "    readiness_probe: {http_get: {path: /}, period: 500ms}\n"
           "    deploy: {replicas: 2}\n"
           "gateway:\n"
           "  listen: 127.0.0.1:8090\n"
           "  routes:\n"
           "    - {path_prefix: /, to: web}\n";
}

}  // namespace slipway::gui
