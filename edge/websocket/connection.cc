#include "edge/websocket/connection.h"

#include <linux/sockios.h>
#include <netinet/tcp.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include <cerrno>
#include <utility>

#include "absl/strings/str_cat.h"
#include "edge/transport/close_code.h"
#include "edge/websocket/acknowledged.h"
#include "simdjson.h"

namespace lossy::edge {
namespace {

using boost::system::error_code;

constexpr std::size_t kMaxReasonBytes = 123;
// Up to here a frame's whole size is set aside at once.
constexpr std::size_t kLargeFrame = 64 << 10;
// Requests that come while a response is pending wait in the kernel beyond this.
constexpr std::size_t kMaxPipelined = 64 << 10;

// Bytes and ends that the client's kernel has not acknowledged.
int Unacknowledged(int socket) {
  int bytes = 0;
  return ::ioctl(socket, SIOCOUTQ, &bytes) == 0 ? bytes : 1;
}

int TcpState(int socket) {
  tcp_info info{};
  socklen_t size = sizeof info;
  return ::getsockopt(socket, IPPROTO_TCP, TCP_INFO, &info, &size) == 0 ? info.tcpi_state
                                                                        : TCP_CLOSE;
}

bool HasFailed(int socket) {
  int error = 0;
  socklen_t size = sizeof error;
  return ::getsockopt(socket, SOL_SOCKET, SO_ERROR, &error, &size) != 0 || error != 0;
}

// Whether the connection has ended before the client's kernel had all that was sent. `ended`: so
// has our side.
bool IsBroken(int socket, bool ended) {
  switch (TcpState(socket)) {
    case TCP_CLOSE:
      // A good end leads here, too.
      return HasFailed(socket);
    case TCP_CLOSE_WAIT:
    case TCP_CLOSING:
    case TCP_LAST_ACK:
      // Our own end counts as a byte.
      return Unacknowledged(socket) > (ended ? 1 : 0);
    default:
      return false;
  }
}

}  // namespace

Connection::Connection(Socket socket, const IpAddress& peer, LoopIteration& turn,
                       ConnectionOwner& owner)
    : socket_(std::move(socket)),
      turn_(turn),
      owner_(owner),
      last_heard_(owner.seconds()),
      since_(last_heard_) {
  http_.client = peer;
}

Connection::~Connection() = default;

void Connection::Enter(State state) {
  state_ = state;
  since_ = owner_.seconds();
}

void Connection::Sweep(absl::Time now) {
  const ConnectionLimits& limits = owner_.limits();
  const std::uint32_t seconds = owner_.seconds();
  if (state_ != State::kOpen) {
    if (awaiting_) return;
    if (seconds - since_ > limits.handshake_seconds) Kill();
    return;
  }
  const std::uint32_t silent = seconds - last_heard_;
  if (silent > limits.idle_seconds && !throttled_) {
    owner_.OnIdle();
    return Close(CloseCode::kGoingAway, "idle");
  }
  if (!throttled_) PingIfSilent(silent);
  handler_->OnSweep(now);
}

// A browser answers by itself, also while its page sleeps; who does not answer is gone.
void Connection::PingIfSilent(std::uint32_t silent) {
  const std::uint32_t period = owner_.limits().ping_seconds;
  if (period > 0 && silent > 0 && silent % period == 0) SendControl(Opcode::kPing, {});
}

void Connection::Start() { AwaitReadable(); }

void Connection::AwaitReadable() {
  socket_.async_wait(Socket::wait_read,
                     [self = boost::intrusive_ptr<Connection>(this)](error_code error) {
                       if (error) self->Kill();
                       if (!self->dead_ && !self->ReadsNoMore()) self->OnReadable();
                       if (self->dead_) return;
                       self->paused_ = self->ReadsNoMore();
                       if (!self->paused_) self->AwaitReadable();
                     });
}

bool Connection::ReadsNoMore() const {
  if (throttled_) return true;
  if (state_ == State::kOpen) return draining_;
  return awaiting_ && unread_ != nullptr && unread_->size() > kMaxPipelined;
}

void Connection::AwaitWritable() {
  blocked_ = true;
  socket_.async_wait(Socket::wait_write,
                     [self = boost::intrusive_ptr<Connection>(this)](error_code) {
                       self->blocked_ = false;
                       self->MarkDirty();
                     });
}

void Connection::OnReadable() {
  const ssize_t size =
      ::recv(socket_.native_handle(), turn_.read_buffer(), LoopIteration::kReadBytes, MSG_DONTWAIT);
  if (size > 0) {
    Feed(turn_.read_buffer(), static_cast<std::size_t>(size));
    return Charge(static_cast<std::size_t>(size));
  }
  if (size < 0 && (errno == EAGAIN || errno == EINTR)) return;
  // A client's end acknowledges what it has read before.
  unsent_ = (size < 0 && !TakenByProxy()) || (pending_ != nullptr && Lost());
  Kill();
}

// Nanoseconds until the client and its user owe nothing.
std::int64_t Connection::Owed(std::size_t bytes, std::int64_t now) {
  const std::int64_t own =
      bytes_.Charge(owner_.limits().byte_rate, now, static_cast<double>(bytes));
  return state_ == State::kOpen ? std::max(own, handler_->OnBytes(bytes, now)) : own;
}

void Connection::Charge(std::size_t bytes) {
  if (dead_ || Owed(bytes, TokenBucket::Now()) == 0 || throttled_) return;
  throttled_ = true;
  owner_.OnThrottled(*this);
}

bool Connection::ReadAgain() {
  if (dead_) return true;
  if (Owed(0, TokenBucket::Now()) > 0) return false;
  throttled_ = false;
  last_heard_ = owner_.seconds();
  ReadOn();
  return true;
}

void Connection::ReadOn() {
  if (!paused_ || ReadsNoMore()) return;
  paused_ = false;
  AwaitReadable();
}

ByteAccount& Connection::account() {
  if (account_ == nullptr) {
    ByteAccount::Owner& owner = *this;
    account_ = std::make_shared<ByteAccount>(
        owner_.budget(), owner, handler_ == nullptr ? nullptr : handler_->user_bytes());
  }
  return *account_;
}

void Connection::LeaveAccount() {
  held_ = {};
  if (account_ != nullptr) account_->Detach();
  account_.reset();
}

// A frame for many clients counts a part for each, or a fan-out would count many times.
void Connection::CountHeld() {
  const std::size_t unread = unread_ == nullptr ? 0 : unread_->capacity();
  Hold(held_, unread + reader_.held() + std::min(own_unsent_, outbox_.bytes()));
}

void Connection::Feed(char* data, std::size_t size) {
  last_heard_ = owner_.seconds();
  turn_.set_corked(this);
  if (unread_ != nullptr) {
    FeedBuffered({data, size});
  } else {
    const std::size_t taken = Parse(data, size);
    if (taken < size && !dead_) {
      unread_ = std::make_unique<std::string>();
      Grow(size - taken);
      unread_->assign(data + taken, size - taken);
    }
  }
  Uncork();
  CountHeld();
  FinishIfSent();
}

void Connection::FeedBuffered(absl::string_view more) {
  Grow(more.size());
  unread_->append(more.data(), more.size());
  const std::size_t taken = Parse(unread_->data(), unread_->size());
  if (taken == unread_->size()) {
    unread_.reset();
  } else {
    unread_->erase(0, taken);
    Shrink();
  }
}

void Connection::Grow(std::size_t more) {
  const std::size_t needed = unread_->size() + more + LoopIteration::kReadPadding;
  if (needed <= unread_->capacity()) return;
  const std::size_t whole = std::max(needed, wanted() + LoopIteration::kReadPadding);
  unread_->reserve(whole <= kLargeFrame ? whole : std::min(whole, needed * 2));
}

void Connection::Shrink() {
  const std::size_t needed = unread_->size() + LoopIteration::kReadPadding;
  if (unread_->capacity() <= kLargeFrame || unread_->capacity() / 4 < needed) return;
  std::string rest;
  rest.reserve(needed);
  rest.append(*unread_);
  unread_->swap(rest);
}

std::size_t Connection::Parse(char* data, std::size_t size) {
  std::size_t consumed = 0;
  while (state_ == State::kHttp && !dead_) {
    if (!ParseHttp(data, size, &consumed)) return state_ == State::kClosing ? size : consumed;
  }
  while (state_ == State::kOpen && !dead_) {
    const Inbound inbound = reader_.Next(data, size, owner_.limits().max_message_bytes, &consumed);
    if (inbound.kind == Inbound::Kind::kIncomplete) return consumed;
    if (!Handle(inbound)) break;
  }
  // Whatever comes after a goodbye is not looked at.
  return size;
}

bool Connection::ParseHttp(char* data, std::size_t size, std::size_t* consumed) {
  const absl::string_view rest(data + *consumed, size - *consumed);
  if (rest.empty() || awaiting_ || rest.size() < http_.progress.wanted) return false;
  EndPending(/*delivered=*/true);
  HttpHandler::Outcome outcome = owner_.http().OnHttp(rest, http_, *this, *this);
  *consumed += outcome.consumed;
  turn_.cork().append(outcome.response);
  if (outcome.pending != nullptr) {
    pending_ = std::move(outcome.pending);
    awaiting_ = true;
    return false;
  }
  if (outcome.upgraded != nullptr) {
    handler_ = std::move(outcome.upgraded);
    deflate_ = outcome.deflate;
    if (deflate_) reader_.AllowCompression();
    // From now on it is the user's.
    LeaveAccount();
    Enter(State::kOpen);
    return true;
  }
  if (outcome.close) {
    Enter(State::kClosing);
    finishing_ = true;
    return false;
  }
  if (outcome.consumed > 0) Enter(State::kHttp);
  return outcome.consumed > 0;
}

std::size_t Connection::wanted() const {
  return state_ == State::kHttp ? http_.progress.wanted : reader_.wanted();
}

void Connection::Respond(std::string response, bool close) {
  if (dead_ || !awaiting_) return;
  awaiting_ = false;
  // Its size is bounded where it was made; a client must not be cut for what it asked for.
  own_unsent_ += response.size();
  outbox_.Push(Frame::Raw(response));
  finishing_ = close || draining_;
  Enter(finishing_ ? State::kClosing : State::kHttp);
  if (!blocked_) MarkDirty();
}

bool Connection::TakenByProxy() {
  return http_.behind_proxy && outbox_.empty() && AllAcknowledged(socket_.native_handle());
}

bool Connection::Lost() {
  unsent_ |= !outbox_.empty() || (IsBroken(socket_.native_handle(), finished_) && !TakenByProxy());
  // Whoever polls elsewhere does not read the rest of this, which would only take room.
  if (unsent_) {
    reset_ = true;
    Kill();
  }
  return awaiting_ || unsent_;
}

void Connection::EndPending(bool delivered) {
  if (pending_ == nullptr) return;
  pending_->OnOver(delivered);
  pending_.reset();
}

void Connection::Resume() {
  if (state_ != State::kHttp || awaiting_) return;
  ReadOn();
  char nothing;
  if (unread_ != nullptr && unread_->size() >= http_.progress.wanted) Feed(&nothing, 0);
}

bool Connection::Handle(const Inbound& inbound) {
  switch (inbound.kind) {
    case Inbound::Kind::kMessage:
      return HandleMessage(inbound);
    case Inbound::Kind::kPing:
      SendControl(Opcode::kPong, inbound.payload);
      return true;
    case Inbound::Kind::kClose: {
      const char code[2] = {static_cast<char>(inbound.close_code >> 8),
                            static_cast<char>(inbound.close_code)};
      Goodbye(inbound.close_code == 0 ? absl::string_view() : absl::string_view(code, 2));
      return false;
    }
    case Inbound::Kind::kViolation:
      Violate(inbound);
      return false;
    default:
      return true;
  }
}

void Connection::Violate(const Inbound& inbound) {
  const auto code = static_cast<CloseCode>(inbound.close_code);
  if (code == CloseCode::kTooBig) return CloseTooBig();
  Close(code, inbound.problem);
}

void Connection::CloseTooBig() {
  Close(CloseCode::kTooBig, absl::StrCat("a message larger than the ",
                                         owner_.limits().max_message_bytes, " bytes accepted"));
}

bool Connection::HandleMessage(Inbound inbound) {
  if (inbound.compressed && !Inflate(&inbound)) return false;
  const bool understood = inbound.opcode == Opcode::kText ? handler_->OnText(inbound.payload)
                                                          : handler_->OnBinary(inbound.payload);
  if (!understood) Close(CloseCode::kUndecodable, kNotPhoenix);
  if (turn_.cork().size() >= CoalescingBuffer::kBytes) {
    Uncork();
    turn_.set_corked(this);
  }
  return state_ == State::kOpen && !dead_;
}

bool Connection::Inflate(Inbound* inbound) {
  const std::size_t limit = owner_.limits().max_message_bytes;
  switch (turn_.deflate().Inflate(inbound->payload, limit, &inbound->payload)) {
    case Deflate::Result::kTooBig:
      CloseTooBig();
      return false;
    case Deflate::Result::kMalformed:
      Close(CloseCode::kInvalidText, "a message whose compression is broken");
      return false;
    case Deflate::Result::kDone:
      break;
  }
  const absl::string_view text = inbound->payload;
  if (inbound->opcode == Opcode::kText && !simdjson::validate_utf8(text.data(), text.size())) {
    Close(CloseCode::kInvalidText, "a text message that is not UTF-8");
    return false;
  }
  return true;
}

bool Connection::Deflates(std::size_t size) const {
  return deflate_ && size >= owner_.limits().min_deflate_bytes;
}

void Connection::SendText(MessageParts parts) { SendMessage(Opcode::kText, parts); }

void Connection::SendBinary(MessageParts parts) { SendMessage(Opcode::kBinary, parts); }

void Connection::SendMessage(Opcode opcode, MessageParts parts) {
  if (dead_ || finishing_) return;
  const std::size_t payload = TotalSize(parts);
  if (Deflates(payload)) return Send(turn_.deflate().Encode(opcode, parts));
  if (turn_.corked() != this) return Queue(Frame::Encode(opcode, parts));
  std::string& cork = turn_.cork();
  const std::size_t before = cork.size();
  cork.resize(before + HeaderSize(payload) + payload);
  WriteParts(parts, WriteHeader(opcode, payload, cork.data() + before));
}

void Connection::SendFrame(const FramePtr& frame) {
  if (dead_ || finishing_) return;
  Send(Deflates(frame->payload().size()) ? turn_.deflate().Compressed(frame) : frame);
}

void Connection::Send(const FramePtr& frame) {
  if (turn_.corked() != this) return Queue(frame);
  turn_.cork().append(frame->bytes().data(), frame->bytes().size());
}

void Connection::SendControl(Opcode opcode, absl::string_view payload) {
  const absl::string_view parts[] = {payload};
  SendFrame(Frame::Encode(opcode, parts));
}

void Connection::Close(CloseCode code, absl::string_view reason) {
  const auto number = static_cast<std::uint16_t>(code);
  std::string payload = {static_cast<char>(number >> 8), static_cast<char>(number)};
  payload.append(reason.data(), std::min(reason.size(), kMaxReasonBytes));
  Goodbye(payload);
}

void Connection::Goodbye(absl::string_view payload) {
  if (dead_ || finishing_) return;
  SendControl(Opcode::kClose, payload);
  Enter(State::kClosing);
  finishing_ = true;
  if (handler_ != nullptr) handler_->OnGone();
  MarkDirty();
}

void Connection::Queue(FramePtr frame) {
  if (slow_) return;
  if (outbox_.bytes() > owner_.limits().max_outbox_bytes) {
    // Only who was offered it all and did not take it is slow.
    if (!blocked_) Flush();
    if (outbox_.bytes() > owner_.limits().max_outbox_bytes) return CutSlow();
    if (dead_) return;
  }
  own_unsent_ += frame->share();
  outbox_.Push(std::move(frame));
  if (!blocked_) return MarkDirty();
  CountHeld();
}

void Connection::Uncork() {
  turn_.set_corked(nullptr);
  std::string& cork = turn_.cork();
  std::size_t sent = 0;
  if (!cork.empty() && !dead_ && outbox_.empty() && !blocked_) {
    const std::ptrdiff_t took = SendNow(socket_.native_handle(), cork);
    if (took < 0 && errno != EAGAIN && errno != EWOULDBLOCK) Kill();
    if (took > 0) sent = static_cast<std::size_t>(took);
  }
  if (sent < cork.size() && !dead_) {
    Queue(Frame::Raw(absl::string_view(cork).substr(sent)));
  }
  cork.clear();
  if (cork.capacity() > CoalescingBuffer::kBytes) cork.shrink_to_fit();
}

void Connection::MarkDirty() {
  if (dirty_ || dead_) return;
  dirty_ = true;
  turn_.AddDirty(*this);
}

void Connection::FlushTurn() {
  dirty_ = false;
  if (slow_ && !dead_) SayTooSlow();
  if (dead_ || blocked_) return;
  Flush();
  if (dead_ || !outbox_.empty()) return;
  Resume();
  FinishIfSent();
}

void Connection::Flush() {
  switch (outbox_.Flush(socket_.native_handle(), turn_.gather())) {
    case SendQueue::Result::kDone:
      own_unsent_ = 0;
      if (held_.bytes() > 0) CountHeld();
      return;
    case SendQueue::Result::kBlocked:
      CountHeld();
      return AwaitWritable();
    case SendQueue::Result::kBroken:
      return Kill();
  }
}

// The client's end follows ours, or the sweep's patience ends.
void Connection::FinishIfSent() {
  if (!finishing_ || finished_ || dead_ || !outbox_.empty()) return;
  finished_ = true;
  ::shutdown(socket_.native_handle(), SHUT_WR);
}

// Said at the end of the turn: whoever is sending to many must not see one vanish meanwhile.
void Connection::CutSlow() {
  owner_.OnSlow();
  slow_ = true;
  outbox_.KeepUnfinished();
  MarkDirty();
}

void Connection::SayTooSlow() {
  slow_ = false;
  // If it does not read this either, the end is a reset, which frees what the kernel holds for it.
  reset_ = true;
  Close(CloseCode::kSlow, "too slow");
}

void Connection::OnOverBudget() {
  if (dead_) return;
  owner_.OnOverBudget();
  unread_.reset();
  reader_.Drop();
  if (state_ == State::kOpen) {
    if (blocked_) {
      // As for a slow client: the end is a reset, unless it reads what is left.
      outbox_.KeepUnfinished();
      reset_ = true;
    }
    Close(CloseCode::kSlow, "too much that is not complete or not read");
  } else if (state_ == State::kHttp && !awaiting_) {
    own_unsent_ = 0;
    outbox_.Push(Frame::Raw(owner_.http().OverBudget()));
    Enter(State::kClosing);
    finishing_ = true;
    if (!blocked_) MarkDirty();
  } else {
    Kill();
  }
  CountHeld();
}

bool Connection::Drain() {
  draining_ = true;
  if (state_ == State::kOpen) {
    if (handler_->Busy()) return false;
    Close(CloseCode::kRestart, "restart");
    // The client's own end is to be seen.
    ReadOn();
    return true;
  }
  if (awaiting_) pending_->OnDrain();
  if (state_ != State::kHttp || awaiting_) return true;
  if (outbox_.empty()) {
    Kill();
  } else {
    Enter(State::kClosing);
    finishing_ = true;
  }
  return true;
}

void Connection::Kill() {
  if (dead_) return;
  dead_ = true;
  unsent_ |= !outbox_.empty();
  outbox_.Clear();
  turn_.AddDead(*this);
}

void Connection::Destroy() {
  if (handler_ != nullptr && state_ == State::kOpen) handler_->OnGone();
  handler_.reset();
  EndPending(/*delivered=*/!awaiting_ && !unsent_);
  if (reset_) {
    error_code ignored;
    socket_.set_option(boost::asio::socket_base::linger(true, 0), ignored);
  }
  unread_.reset();
  reader_.Drop();
  LeaveAccount();
  owner_.OnClosed(*this);
  error_code ignored;
  socket_.close(ignored);
}

}  // namespace lossy::edge
