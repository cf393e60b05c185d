#pragma once

#include <string>

#include "protocol/api.h"
#include "support/fake_daemon.h"

namespace slipway::test {

/// A project "shop" as a daemon would tell it, with one instance of each kind of trouble. Times are those of 2026-01-02
/// 10:00 UTC.
api::State sampleShop();
api::Receipt sampleReceipt();
/// A receipt of a rollout that failed: the old instance serves on.
api::Receipt sampleFailedReceipt();
api::Operation sampleOperation(api::OperationKind kind, api::OperationState state);

/// A purchase of which one step was tried twice.
api::Trace sampleTrace();
/// Answers every GET of docs/control-api.md with the sample, and `version` with this build's.
void serveSample(FakeDaemon& daemon, const std::string& home);

inline constexpr WallMs kSampleTime = 1'767'348'000'000;

}  // namespace slipway::test
