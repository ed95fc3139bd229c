#include "edge/server/tls_handshake_session.h"

#include <utility>

#include "absl/strings/ascii.h"
#include "edge/http/http_response.h"

namespace lossy::edge {
namespace {

// The first byte of a record with a client's hello (RFC 8446, section 5.1).
constexpr char kHandshakeRecord = 22;

absl::string_view NameOf(TlsHandshake::Failure failure) {
  switch (failure) {
    case TlsHandshake::Failure::kVersion:
      return "version";
    case TlsHandshake::Failure::kCipher:
      return "cipher";
    case TlsHandshake::Failure::kAlpn:
      return "alpn";
    case TlsHandshake::Failure::kClientAlert:
      return "client_alert";
    case TlsHandshake::Failure::kProtocol:
      break;
  }
  return "protocol";
}

std::string PlainRefusal(const char* text) {
  return TextResponse(400, text).Encode({.keep_alive = false});
}

}  // namespace

TlsHandshakeSession::TlsHandshakeSession(TcpStream& stream, TlsAcceptor& acceptor,
                                         const IpAddress& peer)
    : stream_(stream), acceptor_(acceptor), since_(stream.owner().seconds()) {
  http_.client = peer;
}

TlsHandshakeSession::~TlsHandshakeSession() {
  if (handshake_ != nullptr) acceptor_.Release();
}

void TlsHandshakeSession::Begin() {
  StartHandshake();
  stream_.ReadOn();
}

void TlsHandshakeSession::StartHandshake() {
  state_ = State::kRunning;
  handshake_ = std::make_unique<TlsHandshake>(acceptor_.shared().contexts.Get());
}

std::size_t TlsHandshakeSession::OnData(char* data, std::size_t size) {
  if (state_ == State::kClosing) return size;
  std::size_t taken = 0;
  absl::string_view rest(data, size);
  if (!http_.begun) {
    if (size < wanted()) return 0;
    taken = ReadStart(rest);
    rest.remove_prefix(taken);
    if (!http_.begun) return taken;
  }
  if (state_ == State::kReading && !rest.empty()) {
    if (rest.front() != kHandshakeRecord) {
      RefuseBytes(rest);
      return size;
    }
    if (acceptor_.Admit(stream_, *this)) {
      StartHandshake();
    } else {
      state_ = State::kWaiting;
    }
  }
  return state_ == State::kRunning && !rest.empty() ? taken + Continue(rest) : taken;
}

std::size_t TlsHandshakeSession::ReadStart(absl::string_view data) {
  std::size_t size = 0;
  const ProxyStart start = ReadProxyStart(data, acceptor_.shared().proxies, http_, &size);
  if (start != ProxyStart::kMalformed) return size;
  Refuse("proxy_header", "an address in --proxy_protocol_from has sent no PROXY header",
         PlainRefusal("a PROXY protocol header must come first\n"));
  return data.size();
}

// The bytes behind a finished handshake belong to the secured stream, so this session takes all.
std::size_t TlsHandshakeSession::Continue(absl::string_view data) {
  std::string output;
  std::size_t taken = 0;
  switch (handshake_->Continue(data, &taken, &output)) {
    case TlsHandshake::Result::kIncomplete:
      stream_.writer().Write(output);
      break;
    case TlsHandshake::Result::kFailed:
      Refuse(NameOf(handshake_->failure()), handshake_->detail(), output);
      break;
    case TlsHandshake::Result::kDone:
      Finish(output, data.substr(taken));
      break;
  }
  return data.size();
}

void TlsHandshakeSession::Finish(absl::string_view output, absl::string_view rest) {
  const absl::optional<ConnectionKeys> keys = handshake_->Keys();
  // A client that has not received all bytes of the handshake cannot finish it.
  if (!keys.has_value() || !stream_.writer().empty()) {
    return Refuse("protocol", "the handshake ended without keys or before its bytes were sent", "");
  }
  acceptor_.shared().metrics.CountHandshake(
      handshake_->version() == TlsVersion::k13 ? "1.3" : "1.2", handshake_->resumed());
  auto tls = std::make_unique<TlsStream>(*keys, stream_.owner().iteration().record_buffer());
  tls->AddUnsent(output);
  if (acceptor_.shared().limits.kernel && tls->UseKernel(stream_.socket(), keys->server)) {
    acceptor_.shared().metrics.kernel.Increment();
  }
  tls->Keep(rest);
  stream_.Secure(std::move(tls));
  stream_.Serve(acceptor_.MakeHttp(stream_, http_));
}

void TlsHandshakeSession::RefuseBytes(absl::string_view data) {
  if (absl::ascii_isupper(static_cast<unsigned char>(data.front()))) {
    return Refuse("plain_http", "the client has sent HTTP without TLS",
                  PlainRefusal("this port serves TLS only; use https:// or wss://\n"));
  }
  Refuse("no_tls", "the client's first bytes are no TLS", "");
}

void TlsHandshakeSession::Refuse(absl::string_view reason, absl::string_view detail,
                                 absl::string_view answer) {
  acceptor_.CountFailure(reason, detail, http_.client);
  stream_.writer().Write(answer);
  state_ = State::kClosing;
  since_ = stream_.owner().seconds();
  stream_.Finish();
  if (handshake_ == nullptr) return;
  handshake_.reset();
  acceptor_.Release();
}

void TlsHandshakeSession::OnPeerEnd(bool /*reset*/) {
  // A connection without a byte is a probe of the port.
  if (handshake_ == nullptr || state_ == State::kClosing) return;
  acceptor_.CountFailure("disconnected", "the client has closed the connection", http_.client);
}

void TlsHandshakeSession::OnSweep(absl::Time) {
  if (stream_.owner().seconds() - since_ <= acceptor_.shared().limits.handshake_seconds) return;
  if (state_ != State::kClosing) {
    acceptor_.CountFailure("timeout", "the handshake took longer than --tls_handshake_seconds",
                           http_.client);
  }
  stream_.Kill();
}

bool TlsHandshakeSession::Drain() {
  stream_.Kill();
  return true;
}

}  // namespace lossy::edge
