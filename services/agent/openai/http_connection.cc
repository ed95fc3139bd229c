#include "services/agent/openai/http_connection.h"

#include <sys/socket.h>

#include <algorithm>
#include <chrono>
#include <functional>

#include "absl/strings/str_cat.h"
#include "absl/types/optional.h"
#include "base/time/clock.h"
#include "boost/asio/io_context.hpp"
#include "boost/asio/ip/tcp.hpp"
#include "boost/asio/post.hpp"
#include "boost/asio/ssl/stream.hpp"
#include "boost/asio/write.hpp"
#include "boost/beast/http/parser.hpp"
#include "boost/beast/http/string_body.hpp"

namespace lossy::agent {
namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using boost::system::error_code;
using Tcp = asio::ip::tcp;
using Parser = http::response_parser<http::string_body>;

constexpr std::uint32_t kMaxHeaderBytes = 64 * 1024;

std::chrono::steady_clock::time_point ToSteady(absl::Time deadline) {
  const absl::Duration left = std::min(deadline - base::SteadyNow(), absl::Hours(1));
  return std::chrono::steady_clock::now() + absl::ToChronoNanoseconds(left);
}

absl::Status ToStatus(const error_code& error) {
  if (error == asio::error::timed_out) {
    return absl::DeadlineExceededError("the endpoint did not answer in time");
  }
  if (error == asio::error::operation_aborted) return absl::CancelledError("the process stops");
  if (error == http::error::body_limit) {
    return absl::OutOfRangeError("the endpoint's answer is too large");
  }
  if (error == asio::error::eof || error == http::error::partial_message) {
    return absl::UnavailableError("the endpoint closed the connection");
  }
  if (error.category() == http::make_error_code(http::error::bad_version).category()) {
    return absl::UnavailableError("the endpoint's answer is not HTTP");
  }
  return absl::UnavailableError(
      absl::StrCat("the connection to the endpoint failed: ", error.message()));
}

// Whether the connection ended within an answer that says success.
bool BrokeOff(const Parser& parser, const error_code& error) {
  return parser.is_header_done() && error != asio::error::timed_out &&
         error != asio::error::operation_aborted && error != http::error::body_limit &&
         http::to_status_class(parser.get().result()) == http::status_class::successful;
}

HttpResponse Take(Parser& parser) {
  http::response<http::string_body>& message = parser.get();
  HttpResponse response{.status = static_cast<int>(message.result_int()),
                        .retry_after = std::string(message[http::field::retry_after]),
                        .retry_after_ms = std::string(message["retry-after-ms"])};
  response.body = std::move(message.body());
  return response;
}

}  // namespace

struct HttpConnection::Impl {
  using Done = std::function<void(error_code, std::size_t)>;

  // Runs an operation to its end, or to the deadline, which closes the socket.
  template <typename Start>
  error_code Run(absl::Time deadline, std::size_t* size, const Start& start) {
    if (cancelled) return asio::error::operation_aborted;
    absl::optional<error_code> result;
    start([&](error_code error, std::size_t transferred) {
      result = error;
      *size = transferred;
    });
    context.restart();
    context.run_until(ToSteady(deadline));
    if (result) return cancelled ? asio::error::operation_aborted : *result;
    Close();
    context.restart();
    context.run();
    return asio::error::timed_out;
  }

  template <typename Start>
  error_code Run(absl::Time deadline, const Start& start) {
    std::size_t unused = 0;
    return Run(deadline, &unused,
               [&](const Done& done) { start([done](error_code error) { done(error, 0); }); });
  }

  error_code Connect(const std::string& address, int port, absl::Time deadline) {
    error_code error;
    const asio::ip::address ip = asio::ip::make_address(address, error);
    if (error) return error;
    Close();
    error = Run(deadline, [&](auto done) {
      socket.async_connect({ip, static_cast<std::uint16_t>(port)}, std::move(done));
    });
    if (!error) socket.set_option(Tcp::no_delay(true), error);
    return error;
  }

  absl::Status ShakeHands(absl::Time deadline) {
    const error_code error = Run(deadline, [&](auto done) {
      tls->async_handshake(asio::ssl::stream_base::client, std::move(done));
    });
    if (!error) return absl::OkStatus();
    const std::string distrust = TlsTrust::Distrust(*tls->native_handle());
    if (distrust.empty()) return ToStatus(error);
    return absl::UnavailableError(
        absl::StrCat("the endpoint's certificate is not trusted: ", distrust));
  }

  error_code Write(absl::string_view bytes, absl::Time deadline) {
    const asio::const_buffer buffer(bytes.data(), bytes.size());
    std::size_t written = 0;
    return Run(deadline, &written, [&](const Done& done) {
      tls ? asio::async_write(*tls, buffer, done) : asio::async_write(socket, buffer, done);
    });
  }

  // Appends what comes next to `unread`.
  error_code ReadSome(absl::Time deadline) {
    char bytes[16 * 1024];
    const asio::mutable_buffer buffer(bytes, sizeof bytes);
    std::size_t size = 0;
    const error_code error = Run(deadline, &size, [&](const Done& done) {
      tls ? tls->async_read_some(buffer, done) : socket.async_read_some(buffer, done);
    });
    unread.append(bytes, size);
    heard |= size > 0;
    return error;
  }

  // Until the parser has the whole message.
  error_code Read(Parser& parser, absl::Time deadline) {
    for (;;) {
      error_code error;
      const std::size_t taken = parser.put(asio::buffer(unread), error);
      unread.erase(0, taken);
      if (error && error != http::error::need_more) return error;
      if (parser.is_done()) return {};
      if (taken > 0 && !unread.empty() && !error) continue;
      error = ReadSome(deadline);
      // Without a length, the end of the connection is the end of the message.
      if (error == asio::error::eof && parser.is_header_done()) {
        error = {};
        parser.put_eof(error);
        return error;
      }
      if (error) return error;
    }
  }

  void Close() {
    error_code ignored;
    socket.close(ignored);
  }

  asio::io_context context{1};
  Tcp::socket socket{context};
  absl::optional<asio::ssl::stream<Tcp::socket&>> tls;
  std::string unread;
  bool heard = false;
  bool reusable = false;
  bool cancelled = false;
};

HttpConnection::HttpConnection(SslSession session) : impl_(std::make_unique<Impl>()) {
  if (session != nullptr) impl_->tls.emplace(impl_->socket, session.release());
}

HttpConnection::~HttpConnection() = default;

absl::Status HttpConnection::Connect(const std::vector<std::string>& addresses, int port,
                                     absl::Time deadline) {
  error_code error = asio::error::host_not_found;
  for (std::size_t i = 0; i < addresses.size(); ++i) {
    // One that swallows everything leaves time for the others.
    const absl::Time now = base::SteadyNow();
    const absl::Duration share = (deadline - now) / static_cast<double>(addresses.size() - i);
    error = impl_->Connect(addresses[i], port, now + share);
    if (!error || error == asio::error::operation_aborted) break;
  }
  if (error) return ToStatus(error);
  return impl_->tls ? impl_->ShakeHands(deadline) : absl::OkStatus();
}

absl::StatusOr<HttpResponse> HttpConnection::Exchange(absl::string_view request,
                                                      std::size_t max_body_bytes,
                                                      absl::Time deadline) {
  impl_->heard = impl_->reusable = false;
  const error_code unsent = impl_->Write(request, deadline);
  // Whoever refuses a request may close before having read it all, and the answer is there.
  if (unsent && unsent != asio::error::broken_pipe) return ToStatus(unsent);
  for (;;) {
    Parser parser;
    parser.header_limit(kMaxHeaderBytes);
    parser.body_limit(max_body_bytes);
    parser.eager(true);
    const error_code error = impl_->Read(parser, deadline);
    if (error && BrokeOff(parser, error))
      return absl::DataLossError("the endpoint's answer broke off");
    if (error) return ToStatus(error);
    // "Wait" is no answer.
    if (http::to_status_class(parser.get().result()) == http::status_class::informational) continue;
    impl_->reusable = !unsent && parser.keep_alive() && impl_->unread.empty();
    return Take(parser);
  }
}

bool HttpConnection::heard() const { return impl_->heard; }

bool HttpConnection::reusable() const { return impl_->reusable; }

bool HttpConnection::quiet() const {
  char byte;
  return recv(impl_->socket.native_handle(), &byte, 1, MSG_PEEK | MSG_DONTWAIT) < 0 &&
         (errno == EAGAIN || errno == EWOULDBLOCK);
}

void HttpConnection::Cancel() {
  // Runs in the thread that is at work, or will be.
  asio::post(impl_->context, [this] {
    impl_->cancelled = true;
    impl_->Close();
  });
}

}  // namespace lossy::agent
