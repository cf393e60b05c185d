#include "daemon/loopback_request.h"

#include <arpa/inet.h>
#include <sys/socket.h>

#include <QSocketNotifier>
#include <QTimer>
#include <cerrno>
#include <memory>

#include "base/unique_fd.h"
#include "http/body_decoder.h"
#include "http/response_parser.h"

namespace slipway::daemon {
namespace {

constexpr int kTimeoutMs = 10'000;
constexpr std::size_t kMaxAnswer = 16u << 20;

/// Connecting → Sending → Receiving until the peer closes; it dies with its answer.
class LoopbackRequest final : public QObject {
  public:
    LoopbackRequest(QObject* context, std::function<void(Result<LoopbackAnswer>)> done)
        : QObject(context), m_done(std::move(done)) {}

    void start(int port, const std::string& method, const std::string& target) {
        m_method = method == "POST" ? http::Method::Post : http::Method::Get;
        m_out = method + ' ' + target + " HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n" +
                (method == "GET" ? "" : "Content-Length: 0\r\n") + "\r\n";
        m_socket = UniqueFd(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(static_cast<std::uint16_t>(port));
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        QTimer::singleShot(kTimeoutMs, this,
                           [this] { finish(fail(ErrorCode::Timeout, "the composer did not answer in time")); });
        const bool begun =
            m_socket && (::connect(m_socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0 ||
                         errno == EINPROGRESS);
        if (!begun) {
            const int why = errno;
            QTimer::singleShot(0, this, [this, why] { finish(failErrno("connect to the composer", why)); });
            return;
        }
        m_write = std::make_unique<QSocketNotifier>(m_socket.get(), QSocketNotifier::Write);
        m_read = std::make_unique<QSocketNotifier>(m_socket.get(), QSocketNotifier::Read);
        connect(m_write.get(), &QSocketNotifier::activated, this, [this] { send(); });
        connect(m_read.get(), &QSocketNotifier::activated, this, [this] { receive(); });
    }

  private:
    void send() {
        const ssize_t put = ::send(m_socket.get(), m_out.data(), m_out.size(), MSG_NOSIGNAL);
        if (put < 0 && (errno == EAGAIN || errno == EINTR))
            return;
        if (put < 0)
            return finish(failErrno("send to the composer", errno));
        m_out.erase(0, static_cast<std::size_t>(put));
        if (m_out.empty())
            m_write->setEnabled(false);
    }

    void receive() {
        char chunk[65536];
        const ssize_t got = ::recv(m_socket.get(), chunk, sizeof chunk, 0);
        if (got < 0 && (errno == EAGAIN || errno == EINTR))
            return;
        if (got < 0)
            return finish(failErrno("receive from the composer", errno));
        if (got == 0)
            return parse();
        m_in.append(chunk, static_cast<std::size_t>(got));
        if (m_in.size() > kMaxAnswer)
            finish(fail(ErrorCode::Corrupt, "the composer's answer is larger than 16 MiB"));
    }

    void parse() {
        const auto broken = [&] { finish(fail(ErrorCode::Corrupt, "the composer's answer is no HTTP")); };
        http::ResponseParser parser;
        http::ResponseContext context;
        context.method = m_method;
        if (parser.parse(m_in, context) != http::ParseState::Head)
            return broken();
        LoopbackAnswer answer;
        answer.status = static_cast<int>(parser.head().status());
        answer.contentType = parser.head().find(http::KnownHeader::ContentType).value_or("");
        http::BodyDecoder body(parser.head().framing());
        std::string_view rest = std::string_view(m_in).substr(parser.head().size());
        while (true) {
            const auto step = body.next(rest);
            rest.remove_prefix(step.consumed);
            if (step.event == http::BodyDecoder::Event::Payload)
                answer.body += step.payload;
            else if (step.event == http::BodyDecoder::Event::Done)
                break;
            else if (step.event == http::BodyDecoder::Event::Error)
                return broken();
            else if (body.finish().event != http::BodyDecoder::Event::Done)
                return broken();
            else
                break;
        }
        finish(std::move(answer));
    }

    void finish(Result<LoopbackAnswer> answer) {
        if (!m_done)
            return;
        // Notifiers must not die inside their own signal.
        for (auto* notifier : {&m_read, &m_write}) {
            if (!*notifier)
                continue;
            (*notifier)->setEnabled(false);
            notifier->release()->deleteLater();
        }
        const auto done = std::exchange(m_done, nullptr);
        deleteLater();
        done(std::move(answer));
    }

    std::function<void(Result<LoopbackAnswer>)> m_done;
    http::Method m_method = http::Method::Get;
    std::string m_out, m_in;
    UniqueFd m_socket;
    std::unique_ptr<QSocketNotifier> m_read, m_write;
};

}  // namespace

void requestLoopback(QObject* context, int port, const std::string& method, const std::string& target,
                     std::function<void(Result<LoopbackAnswer>)> done) {
    (new LoopbackRequest(context, std::move(done)))->start(port, method, target);
}

}  // namespace slipway::daemon
