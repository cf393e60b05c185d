#include <benchmark/benchmark.h>

#include <string>

#include "http/body_decoder.h"
#include "http/request_parser.h"
#include "http/request_writer.h"
#include "http/response_parser.h"
#include "http/response_writer.h"

using namespace slipway::http;

namespace {

/// What a browser sends: 605 bytes, 11 fields.
const std::string kRequest =
    "GET /products/1234?sort=price&page=2 HTTP/1.1\r\n"
    "Host: 127.0.0.1:8080\r\n"
    "User-Agent: Mozilla/5.0 (X11; Linux x86_64; rv:115.0) Gecko/20100101 Firefox/115.0\r\n"
    "Accept: text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8\r\n"
    "Accept-Language: en-US,en;q=0.5\r\n"
    "Accept-Encoding: gzip, deflate, br\r\n"
    "Referer: http://127.0.0.1:8080/products?sort=price\r\n"
    "Cookie: session=0f8fad5b-d9cb-469f-a165-70867728950e; theme=dark; lang=en; "
    "cart=7c9e6679-7425-40de-944b-e07fc1f90ae7-01234567\r\n"
    "Connection: keep-alive\r\n"
    "Upgrade-Insecure-Requests: 1\r\n"
    "Sec-Fetch-Mode: navigate\r\n"
    "Cache-Control: max-age=0\r\n\r\n";
const std::string kSmall = "GET /products HTTP/1.1\r\nHost: 127.0.0.1:8080\r\n\r\n";
const std::string kResponse =
    "HTTP/1.1 200 OK\r\nServer: shop\r\nDate: Sun, 22 Nov 2026 10:00:00 GMT\r\nContent-Type: application/json\r\n"
    "Content-Length: 100\r\nServer-Timing: db;dur=0.3\r\nX-Request-Id: 0f8fad5bd9cb469f\r\n\r\n";

void parseRequest(benchmark::State& state, const std::string& bytes) {
    RequestParser parser;
    for (auto _ : state) {
        parser.reset();
        benchmark::DoNotOptimize(parser.parse(bytes));
    }
    state.SetBytesProcessed(static_cast<int64_t>(state.iterations() * bytes.size()));
}

void forwardRequest(benchmark::State& state, const std::string& bytes) {
    RequestParser parser;
    if (parser.parse(bytes) != ParseState::Head)
        std::abort();
    RequestRewrite rewrite;
    rewrite.clientAddress = "127.0.0.1";
    rewrite.requestId = "0f8fad5bd9cb469f";
    std::string memory(4096, '\0');
    for (auto _ : state) {
        benchmark::DoNotOptimize(pathTraits(parser.head().path()));
        benchmark::DoNotOptimize(requestHeadBound(parser.head(), rewrite));
        benchmark::DoNotOptimize(writeRequestHead(parser.head(), rewrite, memory.data()));
        benchmark::ClobberMemory();
    }
}

void parseResponse(benchmark::State& state) {
    ResponseParser parser;
    for (auto _ : state) {
        parser.reset();
        benchmark::DoNotOptimize(parser.parse(kResponse, {}));
    }
    state.SetBytesProcessed(static_cast<int64_t>(state.iterations() * kResponse.size()));
}

void forwardResponse(benchmark::State& state) {
    ResponseParser parser;
    if (parser.parse(kResponse, {}) != ParseState::Head)
        std::abort();
    std::string memory(4096, '\0');
    for (auto _ : state) {
        benchmark::DoNotOptimize(writeResponseHead(parser.head(), {}, memory.data()).bytes);
        benchmark::ClobberMemory();
    }
}

void decodeChunks(benchmark::State& state) {
    const std::string chunk = "400\r\n" + std::string(1024, 'x') + "\r\n";
    std::string body;
    for (int i = 0; i < 64; ++i)
        body += chunk;
    body += "0\r\n\r\n";
    BodyDecoder decoder;
    for (auto _ : state) {
        decoder.start({BodyKind::Chunked, 0});
        std::string_view rest = body;
        BodyDecoder::Step step{};
        while ((step = decoder.next(rest)).event == BodyDecoder::Event::Payload)
            rest.remove_prefix(step.consumed);
        benchmark::DoNotOptimize(step.event);
    }
    state.SetBytesProcessed(static_cast<int64_t>(state.iterations() * body.size()));
}

}  // namespace

BENCHMARK_CAPTURE(parseRequest, browser, kRequest);
BENCHMARK_CAPTURE(parseRequest, small, kSmall);
BENCHMARK_CAPTURE(forwardRequest, browser, kRequest);
BENCHMARK_CAPTURE(forwardRequest, small, kSmall);
BENCHMARK(parseResponse);
BENCHMARK(forwardResponse);
BENCHMARK(decodeChunks);

BENCHMARK_MAIN();
