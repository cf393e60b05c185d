#pragma once

#include <QtTest>

// A test waits for what must come, however slow the machine: QtTest's own 5 s are not enough under a sanitizer beside a
// build. A wait that ends early costs nothing; one that never comes true still fails, a minute later.
#undef QTRY_VERIFY
#define QTRY_VERIFY(expression) QTRY_VERIFY_WITH_TIMEOUT((expression), 60'000)
#undef QTRY_COMPARE
#define QTRY_COMPARE(actual, expected) QTRY_COMPARE_WITH_TIMEOUT((actual), (expected), 60'000)
#undef QTRY_VERIFY2
#define QTRY_VERIFY2(expression, text) QTRY_VERIFY2_WITH_TIMEOUT((expression), (text), 60'000)
