#pragma once

#include "manifest/draft.h"

namespace slipway::manifest {

void readMirror(const Value& value, RouteDraft& draft);
void readSticky(const Value& value, RouteDraft& draft);
void readCookies(const Value& value, RouteDraft& draft);
Grammar mirrorGrammar();
Grammar compareGrammar();
Grammar stickyGrammar();

}  // namespace slipway::manifest
