#include "daemon/build_runner.h"

#include <signal.h>
#include <unistd.h>

#include <QFile>
#include <QProcess>
#include <QProcessEnvironment>
#include <QTimer>
#include <deque>

#include "base/clock.h"

namespace slipway::daemon {
namespace {

constexpr size_t kKeptLines = 20;
constexpr size_t kLongestLine = 500;

}  // namespace

struct BuildRunner::Build {
    QProcess process;
    QFile log;
    QTimer limit;
    Said said;
    Done done;
    std::string what;        ///< the command, for people
    std::string unfinished;  ///< line
    std::deque<std::string> last;

    void read() {
        const QByteArray bytes = process.readAll();
        log.write(bytes);
        log.flush();
        unfinished.append(bytes.constData(), static_cast<size_t>(bytes.size()));
        for (size_t end; (end = unfinished.find('\n')) != std::string::npos;) {
            take(unfinished.substr(0, end));
            unfinished.erase(0, end + 1);
        }
        if (unfinished.size() > kLongestLine)
            take(std::exchange(unfinished, {}));
    }
    void take(std::string line) {
        if (line.size() > kLongestLine)
            line.resize(kLongestLine);
        last.push_back(line);
        if (last.size() > kKeptLines)
            last.pop_front();
        said(line);
    }
    void killGroup() {
        if (const auto pid = process.processId(); pid > 0)
            ::kill(-static_cast<pid_t>(pid), SIGKILL);
    }
};

BuildRunner::BuildRunner(const Home& home) : m_home(home) {}

BuildRunner::~BuildRunner() {
    for (auto& [key, build] : m_builds) {
        build->process.disconnect();
        build->killGroup();
    }
}

std::string BuildRunner::logPath(const std::string& project, const ServiceName& service) const {
    return m_home.project(project) + "/logs/" + service.str() + ".build";
}

void BuildRunner::start(const std::string& project, const model::Service& service, Said said, Done done) {
    const std::string key = project + "/" + service.name.str();
    const model::BuildStep& step = *service.build;
    auto& build = m_builds[key] = std::make_unique<Build>();
    build->said = std::move(said);
    build->done = std::move(done);
    for (const auto& word : step.command)
        build->what += (build->what.empty() ? "" : " ") + word;
    build->log.setFileName(QString::fromStdString(logPath(project, service.name)));
    // A log that can't be written is no reason not to build.
    (void)build->log.open(QIODevice::WriteOnly | QIODevice::Truncate);
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    for (const auto& [name, value] : service.environment)
        environment.insert(QString::fromStdString(name), QString::fromStdString(value));
    QProcess& process = build->process;
    process.setProcessEnvironment(environment);
    process.setWorkingDirectory(QString::fromStdString(step.workingDir));
    process.setProcessChannelMode(QProcess::MergedChannels);
    process.setStandardInputFile(QProcess::nullDevice());
    process.setProgram(QString::fromStdString(step.command.front()));
    QStringList arguments;
    for (size_t i = 1; i < step.command.size(); ++i)
        arguments << QString::fromStdString(step.command[i]);
    process.setArguments(arguments);
    process.setChildProcessModifier([] { ::setsid(); });
    connect(&process, &QProcess::readyRead, this, [one = build.get()] { one->read(); });
    connect(&process, &QProcess::errorOccurred, this, [this, key](QProcess::ProcessError error) {
        if (error != QProcess::FailedToStart)
            return;
        const Build& failed = *m_builds.at(key);
        finish(key, fail(ErrorCode::StartFailed, "the build could not be started: " + failed.what + ": " +
                                                     failed.process.errorString().toStdString()));
    });
    connect(&process, &QProcess::finished, this, [this, key](int code, QProcess::ExitStatus status) {
        Build& ended = *m_builds.at(key);
        ended.read();
        if (!ended.unfinished.empty())
            ended.take(std::exchange(ended.unfinished, {}));
        if (status == QProcess::NormalExit && code == 0) {
            finish(key, {});
            return;
        }
        Error error{ErrorCode::RolloutFailed,
                    "the build failed: " + ended.what +
                        (status == QProcess::NormalExit ? " ended with exit code " + std::to_string(code)
                                                        : " was ended by a signal"),
                    "All of its output: " + ended.log.fileName().toStdString(),
                    {}};
        error.details.assign(ended.last.begin(), ended.last.end());
        finish(key, tl::unexpected(std::move(error)));
    });
    build->limit.setSingleShot(true);
    connect(&build->limit, &QTimer::timeout, this, [this, key, timeout = step.timeout] {
        finish(key, fail(ErrorCode::Timeout, "the build did not end within " + formatDuration(timeout),
                         "`build: {timeout: …}` gives it longer."));
    });
    build->limit.start(static_cast<int>(step.timeout.count()));
    process.start();
}

void BuildRunner::cancel(const std::string& project, const ServiceName& service) {
    if (const std::string key = project + "/" + service.str(); m_builds.contains(key))
        finish(key, fail(ErrorCode::Cancelled, "the build was cancelled"));
}

void BuildRunner::finish(const std::string& key, Result<> result) {
    const auto found = m_builds.find(key);
    if (found == m_builds.end())
        return;
    std::shared_ptr<Build> build = std::move(found->second);
    m_builds.erase(found);
    build->limit.stop();
    build->process.disconnect();
    build->killGroup();
    // Its own signals run: it goes later, once its process has been reaped.
    if (build->process.state() != QProcess::NotRunning)
        connect(&build->process, &QProcess::finished, &build->process,
                [build]() mutable { QTimer::singleShot(0, [last = std::move(build)] {}); });
    else
        QTimer::singleShot(0, [build] {});
    build->done(result);
}

}  // namespace slipway::daemon
