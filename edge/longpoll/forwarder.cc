#include "edge/longpoll/forwarder.h"

#include <algorithm>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "base/live/live_objects.h"
#include "boost/asio/basic_waitable_timer.hpp"
#include "boost/asio/connect.hpp"
#include "boost/asio/ip/tcp.hpp"
#include "boost/asio/ssl/context.hpp"
#include "boost/asio/ssl/stream.hpp"
#include "boost/asio/write.hpp"

namespace lossy::edge {
namespace {

namespace asio = boost::asio;
using boost::system::error_code;
using Executor = asio::io_context::executor_type;
using Tcp = asio::ip::tcp;
using Socket = asio::basic_stream_socket<Tcp, Executor>;
using Resolver = asio::ip::basic_resolver<Tcp, Executor>;
using Clock = std::chrono::steady_clock;
using Timer = asio::basic_waitable_timer<Clock, asio::wait_traits<Clock>, Executor>;

// The TLS of one connection, above its socket.
struct TlsConnection {
  // Shares the context, as the constructor of Asio's context owns a reference.
  TlsConnection(const base::SslContext& shared, Socket& socket)
      : context((SSL_CTX_up_ref(shared.get()), shared.get())), stream(socket, context) {
    SSL_set_tlsext_host_name(stream.native_handle(), ForwardTls::kName);
  }

  asio::ssl::context context;
  asio::ssl::stream<Socket&> stream;
};

constexpr std::size_t kReadBytes = 16 << 10;
// The head of an edge's answer is short.
constexpr std::size_t kMaxHeadBytes = 4 << 10;

std::string Encode(const std::string& text, const HttpRequest& request) {
  std::string out = absl::StrCat(request.method, " /socket/longpoll HTTP/1.1\r\n", "host: edge\r\n",
                                 "x-phoenix-longpoll-token: ", text, "\r\n", Forwarder::kMarker,
                                 ": 1\r\n", "content-length: ", request.body.size(), "\r\n");
  if (const std::string* type = request.Header("content-type")) {
    absl::StrAppend(&out, "content-type: ", *type, "\r\n");
  }
  absl::StrAppend(&out, "\r\n", request.body);
  return out;
}

// The parsed head of an edge's answer.
struct Head {
  int status = 0;
  std::size_t size = 0;  // 0: the head is incomplete.
  std::size_t body = 0;
};

bool ReadHead(absl::string_view data, Head* head) {
  const std::size_t blank = data.find("\r\n\r\n");
  if (blank == absl::string_view::npos) return data.size() < kMaxHeadBytes;
  constexpr absl::string_view kLength = "\r\ncontent-length: ";
  const absl::string_view text = data.substr(0, blank + 2);
  const std::size_t length = text.find(kLength);
  if (length == absl::string_view::npos || text.size() < 12) return false;
  const std::size_t start = length + kLength.size();
  head->size = blank + 4;
  return absl::SimpleAtoi(text.substr(9, 3), &head->status) &&
         absl::SimpleAtoi(text.substr(start, text.find('\r', start) - start), &head->body);
}

}  // namespace

// One request to another edge. Its pending operations keep it alive.
class Forwarder::Forward final : public std::enable_shared_from_this<Forward>,
                                 private base::LiveObject<"Forward"> {
 public:
  Forward(Forwarder& owner, std::string request, absl::Duration limit,
          std::shared_ptr<LongpollExchange> exchange)
      : owner_(owner),
        request_(std::move(request)),
        limit_(limit),
        exchange_(std::move(exchange)),
        resolver_(owner.context_.get_executor()),
        socket_(owner.context_.get_executor()),
        timer_(owner.context_.get_executor()) {}

  void Start(const std::string& edge) {
    edge_ = edge;
    const std::size_t colon = edge.rfind(':');
    if (colon == std::string::npos) return Fail();
    std::string host = edge.substr(0, colon);
    if (host.size() > 2 && host.front() == '[') host = host.substr(1, host.size() - 2);
    LimitTo(owner_.options_.connect_limit);
    resolver_.async_resolve(
        host, edge.substr(colon + 1), Resolver::numeric_service,
        [self = shared_from_this()](error_code error, const Resolver::results_type& found) {
          if (error) return self->Fail();
          self->Connect(found);
        });
  }

  void End(bool delivered) {
    over_ = true;
    exchange_.reset();
    error_code ignored;
    timer_.cancel();
    resolver_.cancel();
    if (!delivered || !used_) socket_.set_option(asio::socket_base::linger(true, 0), ignored);
    socket_.close(ignored);
  }

 private:
  void LimitTo(absl::Duration limit) {
    timer_.expires_after(absl::ToChronoNanoseconds(limit));
    timer_.async_wait([self = shared_from_this()](error_code error) {
      if (!error) self->Fail();
    });
  }

  void Connect(const Resolver::results_type& found) {
    if (over_) return;
    asio::async_connect(socket_, found,
                        [self = shared_from_this()](error_code error, const Tcp::endpoint&) {
                          if (error) return self->Fail();
                          self->Secure();
                        });
  }

  // Performs the TLS handshake, if the edges serve TLS.
  void Secure() {
    if (over_) return;
    if (owner_.options_.protocol == Protocol::kHttp) return Write();
    const base::SslContext context = owner_.tls_.has_value() ? owner_.tls_->context() : nullptr;
    if (context == nullptr) return Fail();
    tls_.emplace(context, socket_);
    tls_->stream.async_handshake(asio::ssl::stream_base::client,
                                 [self = shared_from_this()](error_code error) {
                                   if (error || !self->TrustsPeer()) return self->Fail();
                                   self->Write();
                                 });
  }

  bool TrustsPeer() { return owner_.tls_->Trusts(tls_->stream.native_handle(), edge_); }

  void Write() {
    if (over_) return;
    LimitTo(limit_);
    error_code ignored;
    socket_.set_option(Tcp::no_delay(true), ignored);
    auto done = [self = shared_from_this()](error_code error, std::size_t) {
      if (error) return self->Fail();
      std::string().swap(self->request_);
      self->Read();
    };
    const auto bytes = asio::buffer(request_);
    if (tls_.has_value()) return asio::async_write(tls_->stream, bytes, std::move(done));
    asio::async_write(socket_, bytes, std::move(done));
  }

  void Read() {
    if (over_) return;
    const std::size_t size = response_.size();
    response_.resize(std::max(size + kReadBytes, head_.size + head_.body));
    auto done = [self = shared_from_this(), size](error_code error, std::size_t more) {
      self->response_.resize(size + more);
      if (error) return self->Fail();
      self->OnRead();
    };
    const auto room = asio::buffer(response_.data() + size, response_.size() - size);
    if (tls_.has_value()) return tls_->stream.async_read_some(room, std::move(done));
    socket_.async_read_some(room, std::move(done));
  }

  void OnRead() {
    if (over_) return;
    if (head_.size == 0 && !ReadHead(response_, &head_)) return Fail();
    if (head_.body > owner_.options_.max_response_bytes) return Fail();
    if (head_.size == 0 || response_.size() < head_.size + head_.body) return Read();
    timer_.cancel();
    owner_.metrics_.forwarded.Increment();
    if (head_.status != 200) return exchange_->AnswerDead();
    used_ = exchange_->AnswerNow(response_.substr(head_.size, head_.body));
    std::string().swap(response_);
  }

  void Fail() {
    if (over_) return;
    owner_.metrics_.forwards_failed.Increment();
    const std::shared_ptr<LongpollExchange> exchange = exchange_;
    End(/*delivered=*/false);
    exchange->AnswerDead();
  }

  Forwarder& owner_;
  std::string edge_;  // host:port
  std::string request_;
  const absl::Duration limit_;
  std::shared_ptr<LongpollExchange> exchange_;  // nullptr once the request has ended.
  Resolver resolver_;
  Socket socket_;
  absl::optional<TlsConnection> tls_;  // Empty without TLS, and until the socket is connected.
  Timer timer_;
  std::string response_;
  Head head_;
  bool used_ = false;  // True if the client's connection sends the answer.
  bool over_ = false;  // True once the client's request has ended.
};

Forwarder::Forwarder(asio::io_context& context, Options options, LongpollMetrics& metrics)
    : context_(context), options_(options), metrics_(metrics) {
  if (options_.internal_tls != nullptr) tls_.emplace(*options_.internal_tls);
}

LongpollExchange::OnOver Forwarder::Send(const std::string& edge, const std::string& text,
                                         const HttpRequest& request,
                                         std::shared_ptr<LongpollExchange> exchange) {
  const absl::Duration wait =
      request.method == "GET" ? options_.window + options_.answer_limit : options_.answer_limit;
  auto forward = std::make_shared<Forward>(*this, Encode(text, request), wait, std::move(exchange));
  forward->Start(edge);
  return [forward](bool answered, bool delivered) { forward->End(answered && delivered); };
}

}  // namespace lossy::edge
