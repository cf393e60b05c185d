#pragma once

#include <string>
#include <string_view>

/// The closed vocabularies of the control API (docs/control-api.md). Each enum ends in Unknown: a word of a newer
/// daemon. `word(value)` gives the wire's word; `fromWord(text, value)` sets Unknown and returns false for a word that
/// is not known. Thread: any.
namespace slipway::api {

enum class InstanceState { Pending, Starting, Ready, Unready, Draining, Stopping, Stopped, Failed, CrashLoop, Unknown };
enum class ServiceState { Ready, Starting, Degraded, Failing, Stopped, Unknown };
enum class ServiceKind { Process, External, Unknown };
enum class ProjectState { Ready, Starting, Degraded, Stopped, Unknown };
enum class NodeKind { Gateway, Service, External, Unknown };
enum class OperationKind { Up, Down, Scale, Redeploy, Restart, Stop, Start, Topology, Rollback, Unknown };
enum class OperationState { Queued, Running, Succeeded, Failed, Unknown };
enum class Phase { Build, Start, Health, Shift, Drain, Stop, Done, Unknown };
enum class Outcome { Succeeded, Failed, RolledBack, Aborted, Superseded, Unknown };
enum class LogStream { Out, Err, Unknown };
enum class GatewayState { Serving, Starting, Lost, Unknown };
enum class UpgradeState { Starting, Draining, Done, Failed, Unknown };
enum class Severity { Error, Warning, Unknown };

const char* word(InstanceState);
const char* word(ServiceState);
const char* word(ServiceKind);
const char* word(ProjectState);
const char* word(NodeKind);
const char* word(OperationKind);
const char* word(OperationState);
const char* word(Phase);
const char* word(Outcome);
const char* word(LogStream);
const char* word(GatewayState);
const char* word(UpgradeState);
const char* word(Severity);

bool fromWord(std::string_view text, InstanceState& value);
bool fromWord(std::string_view text, ServiceState& value);
bool fromWord(std::string_view text, ServiceKind& value);
bool fromWord(std::string_view text, ProjectState& value);
bool fromWord(std::string_view text, NodeKind& value);
bool fromWord(std::string_view text, OperationKind& value);
bool fromWord(std::string_view text, OperationState& value);
bool fromWord(std::string_view text, Phase& value);
bool fromWord(std::string_view text, Outcome& value);
bool fromWord(std::string_view text, LogStream& value);
bool fromWord(std::string_view text, GatewayState& value);
bool fromWord(std::string_view text, UpgradeState& value);
bool fromWord(std::string_view text, Severity& value);

}  // namespace slipway::api
