#pragma once

#include <QtTest>
#include <string>

#include "kit/error.h"

/// Fails the test with the error's words where a Result is one.
#define VERIFY_OK(result)                                                                   \
    do {                                                                                    \
        const auto& verifiedResult = (result);                                              \
        QVERIFY2(verifiedResult.has_value(),                                                \
                 verifiedResult.has_value() ? "" : verifiedResult.error().message.c_str()); \
    } while (false)

/// Fails the test unless a Result is an error of this code.
#define VERIFY_FAULT(result, wanted)                                     \
    do {                                                                 \
        const auto& verifiedResult = (result);                           \
        QVERIFY2(!verifiedResult.has_value(), "there is no fault");      \
        QCOMPARE(QByteArray::fromStdString(verifiedResult.error().code), \
                 QByteArray::fromStdString(std::string(wanted)));        \
    } while (false)
