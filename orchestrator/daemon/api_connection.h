#pragma once

#include <QObject>
#include <QSocketNotifier>
#include <functional>
#include <memory>

#include "daemon/api_server.h"
#include "http/body_decoder.h"
#include "http/request_parser.h"

namespace slipway::daemon {

/// One client of the control API.
///
///   state      leaves to                by
///   ---------  -----------------------  --------------------------------------------
///   Reading    Answering | closed       a whole request | refused bytes, end of file
///   Answering  Reading | closed         answer written (keep-alive) | (close)
///   Streaming  closed                   endStream, client gone, too much unsent
class ApiConnection : public QObject, public std::enable_shared_from_this<ApiConnection> {
  public:
    ApiConnection(ApiServer& server, UniqueFd socket);
    ~ApiConnection() override;

    void answer(int status, const std::string& contentType, const std::string& body);
    void beginStream(const std::string& contentType);
    bool stream(std::string_view piece);
    void onRoom(std::function<void()> callback);
    void endStream();
    void onGone(std::function<void()> callback) { m_onGone = std::move(callback); }

  private:
    enum class State { Reading, Answering, Streaming, Closed };

    void onReadable();
    void onWritable();
    void parse();
    void dispatch();
    void refuse(int status, std::string_view why);
    void write(std::string_view bytes);
    void tellRoom();
    void close();

    ApiServer& m_server;
    UniqueFd m_socket;
    QSocketNotifier m_read;
    QSocketNotifier m_write;
    State m_state = State::Reading;
    std::string m_in, m_out;
    http::RequestParser m_parser;
    bool m_haveHead = false;
    bool m_keepAlive = true;
    bool m_closeWhenWritten = false;
    http::BodyDecoder m_body;
    ApiRequest m_request;
    std::function<void()> m_onGone;
    std::function<void()> m_onRoom;
};

}  // namespace slipway::daemon
