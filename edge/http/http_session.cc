#include "edge/http/http_session.h"

#include <utility>

#include "edge/net/tcp_delivery.h"

namespace lossy::edge {
namespace {

// While a response is pending, input beyond this stays in the kernel.
constexpr std::size_t kMaxPipelined = 64 << 10;

}  // namespace

HttpSession::HttpSession(TcpStream& stream, HttpHandler& handler, const HttpState& start)
    : stream_(stream), handler_(handler), http_(start), since_(stream.owner().seconds()) {}

void HttpSession::Enter(State state) {
  state_ = state;
  since_ = stream_.owner().seconds();
}

void HttpSession::Close() {
  Enter(State::kClosing);
  stream_.Finish();
}

bool HttpSession::reads(std::size_t unread) const { return !awaiting() || unread <= kMaxPipelined; }

std::size_t HttpSession::OnData(char* data, std::size_t size) {
  std::size_t taken = 0;
  while (state_ == State::kReading && !stream_.ended()) {
    const absl::string_view rest(data + taken, size - taken);
    if (rest.empty() || rest.size() < wanted()) return taken;
    EndPending(/*delivered=*/true);
    HttpHandler::Outcome outcome = handler_.OnHttp(rest, http_, stream_, *this);
    taken += outcome.consumed;
    stream_.writer().Write(outcome.response);
    if (outcome.upgraded != nullptr) {
      stream_.Serve(std::move(outcome.upgraded));  // Destroys this session.
      return taken;
    }
    if (outcome.pending != nullptr) {
      pending_ = std::move(outcome.pending);
      state_ = State::kAwaiting;
    } else if (outcome.close) {
      Close();
    } else if (outcome.consumed > 0) {
      Enter(State::kReading);
    } else {
      return taken;
    }
  }
  return awaiting() ? taken : size;
}

void HttpSession::Respond(std::string response, bool close) {
  if (stream_.ended() || !awaiting()) return;
  const bool last = close || state_ == State::kDraining;
  stream_.writer().Write(response);
  if (last) return Close();
  Enter(State::kReading);
}

// The session handles the next requests once the kernel has taken the response.
void HttpSession::OnSent() {
  if (state_ == State::kReading) stream_.ReadOn();
}

// A trusted proxy resets connections that it no longer needs. Its reset is no loss if its kernel
// acknowledged all bytes.
bool HttpSession::TakenByProxy() {
  return http_.behind_proxy && stream_.writer().empty() && AllAcknowledged(stream_.socket());
}

void HttpSession::OnPeerEnd(bool reset) {
  if (reset && !TakenByProxy()) return stream_.Abort();
  // The client's FIN also acknowledges the bytes that it has read.
  if (pending_ != nullptr) Lost();
}

bool HttpSession::Lost() {
  const bool lost = !stream_.writer().empty() || (stream_.HasLostBytes() && !TakenByProxy());
  // A client that polls on another connection does not read the rest of this response.
  if (lost) stream_.Abort();
  return awaiting() || stream_.state() == TcpStream::State::kLost;
}

ByteAccount& HttpSession::account() { return stream_.account(); }

void HttpSession::EndPending(bool delivered) {
  if (pending_ == nullptr) return;
  pending_->OnOver(delivered);
  pending_.reset();
}

void HttpSession::OnSlow() { Close(); }

void HttpSession::OnOverBudget() {
  if (state_ != State::kReading) return stream_.Kill();
  stream_.writer().StopCounting();
  stream_.writer().Write(handler_.OverBudget());
  Close();
}

void HttpSession::OnSweep(absl::Time) {
  if (awaiting()) return;
  if (stream_.owner().seconds() - since_ > stream_.owner().limits().handshake_seconds) {
    stream_.Kill();
  }
}

bool HttpSession::Drain() {
  if (awaiting()) {
    state_ = State::kDraining;
    pending_->OnDrain();
  } else if (state_ == State::kReading && stream_.writer().empty()) {
    stream_.Kill();
  } else if (state_ == State::kReading) {
    Close();
  }
  return true;
}

void HttpSession::OnEnd(bool delivered) { EndPending(!awaiting() && delivered); }

}  // namespace lossy::edge
