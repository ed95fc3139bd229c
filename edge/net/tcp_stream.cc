#include "edge/net/tcp_stream.h"

#include <sys/socket.h>

#include <cerrno>
#include <utility>

#include "edge/net/tcp_delivery.h"

namespace lossy::edge {

TcpStream::TcpStream(Descriptor socket, StreamOwner& owner)
    : owner_(owner), socket_(std::move(socket)) {}

TcpStream::~TcpStream() { owner_.reactor().Watch(socket(), *this, 0); }

void TcpStream::Serve(std::unique_ptr<StreamSession> session) {
  const bool upgraded = session_ != nullptr;
  session_ = std::move(session);
  if (!upgraded) return Watch(Reactor::kRead, true);
  // Bytes from now on count for the new session's user.
  held_.Close();
  session_->OnUpgraded();
}

void TcpStream::Secure(std::unique_ptr<TlsStream> tls) {
  tls_ = std::move(tls);
  writer_.MarkDirty();
}

bool TcpStream::HasLostBytes() {
  const bool peer_closed = tls_ != nullptr && tls_->peer_ended();
  return edge::HasLostBytes(socket(), peer_closed);
}

void TcpStream::Watch(std::uint8_t event, bool wanted) {
  const auto rest = static_cast<std::uint8_t>(interest() & ~event);
  const auto all = static_cast<std::uint8_t>(rest | event);
  if (!owner_.reactor().Watch(socket(), *this, wanted ? all : rest)) Kill();
}

void TcpStream::AwaitWritable() { Watch(Reactor::kWrite, true); }

void TcpStream::OnReady(std::uint32_t events) {
  if (ended()) {
    owner_.reactor().Watch(socket(), *this, 0);
    return;
  }
  if (writer_.blocked() && (events & ~Reactor::kRead) != 0) {
    Watch(Reactor::kWrite, false);
    writer_.OnWritable();
  }
  if ((events & ~Reactor::kWrite) == 0) return;
  // A pause often ends before the client sends more. The watch for reading then never ends.
  if (!reader_.MayRead(session())) return Watch(Reactor::kRead, false);
  OnReadable();
  reader_.MayRead(session());
}

void TcpStream::OnReadable() {
  char* const buffer = owner_.iteration().read_buffer();
  const std::size_t kept = tls_ == nullptr ? 0 : tls_->kept();
  const ssize_t size =
      ::recv(socket(), buffer + kept, LoopIteration::kReadBytes - kept, MSG_DONTWAIT);
  if (size > 0) {
    auto bytes = static_cast<std::size_t>(size);
    if (tls_ == nullptr) {
      Feed(buffer, bytes);
      if (tls_ != nullptr) FeedKeptRecords();
    } else {
      tls_->Restore(buffer);
      bytes = FeedRecords(buffer, kept + bytes);
    }
    if (ended() || !reader_.Charge(bytes, owner_.limits().byte_rate, *session_)) return;
    return owner_.OnThrottled(*this);
  }
  if (size < 0 && (errno == EAGAIN || errno == EINTR)) return;
  OnPeerEnd(/*reset=*/size < 0);
}

void TcpStream::OnPeerEnd(bool reset) {
  if (tls_ != nullptr) tls_->OnPeerEnd();
  session_->OnPeerEnd(reset);
  Kill();
}

// Records without content count themselves, so that a client cannot send them without limit.
std::size_t TcpStream::FeedRecords(char* data, std::size_t size) {
  const TlsStream::Input input = tls_->Open(data, size);
  if (input.size > 0) {
    Feed(input.data, input.size);
  } else {
    CountHeld();
  }
  const std::size_t bytes = input.size > 0 ? input.size : size;
  if (ended()) return bytes;
  switch (input.end) {
    case TlsStream::End::kOpen:
      // The answer to a key update.
      if (tls_->has_unsent()) writer_.MarkDirty();
      break;
    case TlsStream::End::kClosed:
      OnPeerEnd(/*reset=*/false);
      break;
    case TlsStream::End::kBroken:
      tls_->SendAlert(socket(), input.alert);
      OnPeerEnd(/*reset=*/true);
      break;
  }
  return bytes;
}

void TcpStream::FeedKeptRecords() {
  const std::size_t kept = tls_->kept();
  if (kept == 0 || ended()) return;
  char* const buffer = owner_.iteration().read_buffer();
  tls_->Restore(buffer);
  FeedRecords(buffer, kept);
}

void TcpStream::Feed(char* data, std::size_t size) {
  owner_.iteration().set_corked(this);
  reader_.Feed(data, size, session_);
  writer_.Uncork();
  CountHeld();
}

void TcpStream::ReadOn() {
  if (ended()) return;
  if (reader_.Resume(*session_)) Watch(Reactor::kRead, true);
  char nothing;
  if (reader_.HasUnit(*session_)) Feed(&nothing, 0);
}

bool TcpStream::ReadAgain() {
  if (ended()) return true;
  if (!reader_.Unthrottle(owner_.limits().byte_rate, *session_)) return false;
  if (reader_.Resume(*session_)) Watch(Reactor::kRead, true);
  return true;
}

ByteAccount& TcpStream::account() {
  if (!held_.bound()) {
    ByteAccount::Owner& owner = *this;
    held_.Bind(*std::make_shared<ByteAccount>(owner_.budget(), owner, session_->user_bytes()));
  }
  return *held_.account();
}

void TcpStream::CountHeld() {
  const std::size_t bytes =
      reader_.held() + session_->held() + writer_.held() + (tls_ == nullptr ? 0 : tls_->held());
  if (bytes == held_.bytes()) return;
  account();
  held_.Set(bytes);
}

void TcpStream::Trim() {
  writer_.Trim();
  if (held_.unused()) held_.Close();
}

// The session sends its close message at the end of the iteration. Until then the stream must not
// change, because the caller may be sending to many streams.
void TcpStream::OnSlow() {
  writer_.Drop();
  if (state_ == State::kOpen) state_ = State::kSlow;
  writer_.MarkDirty();
}

void TcpStream::OnIterationEnd() {
  if (state_ == State::kSlow) {
    // Here and not in OnSlow, because the answers to the rest of its input are too many again, and
    // so is the close message if a large message was begun.
    owner_.OnSlow();
    state_ = State::kOpen;
    session_->OnSlow();
  }
  if (!writer_.Flush()) return;
  if (reader_.waiting()) session_->OnSent();
  if (state_ != State::kFinishing || !writer_.empty()) return;
  if (tls_ != nullptr && !writer_.SendCloseNotify()) return;
  state_ = State::kFinished;
  ::shutdown(socket(), SHUT_WR);
}

void TcpStream::OnOverBudget() {
  if (ended()) return;
  owner_.OnOverBudget();
  reader_.DropUnread();
  session_->OnOverBudget();
  CountHeld();
}

void TcpStream::Finish() {
  if (state_ < State::kFinishing) state_ = State::kFinishing;
  writer_.MarkDirty();
}

void TcpStream::Kill() { End(writer_.empty() ? State::kEnded : State::kLost); }

void TcpStream::Abort() {
  writer_.Drop();
  End(State::kLost);
  state_ = State::kLost;
}

void TcpStream::End(State state) {
  if (ended()) return;
  state_ = state;
  writer_.Clear();
  owner_.iteration().AddDead(*this);
}

void TcpStream::Destroy() {
  if (tls_ != nullptr && state_ != State::kLost && !tls_->peer_ended()) {
    tls_->SendAlert(socket(), TlsAlert::kCloseNotify);
  }
  session_->OnEnd(/*delivered=*/state_ != State::kLost);
  session_.reset();
  if (writer_.resets()) {
    constexpr linger kReset{.l_onoff = 1, .l_linger = 0};
    ::setsockopt(socket(), SOL_SOCKET, SO_LINGER, &kReset, sizeof kReset);
  }
  reader_.DropUnread();
  held_.Close();
  owner_.OnClosed(*this);
  owner_.reactor().Watch(socket(), *this, 0);
  socket_.Close();
}

}  // namespace lossy::edge
