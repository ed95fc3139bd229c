#include "edge/longpoll/session.h"

#include <algorithm>
#include <utility>

#include "edge/limits/token_bucket.h"
#include "edge/longpoll/poll_body.h"

namespace lossy::edge {
namespace {

std::size_t TotalBytes(const std::vector<EncodedMessagePtr>& messages) {
  std::size_t bytes = 0;
  for (const EncodedMessagePtr& message : messages) bytes += message->payload().size();
  return bytes;
}

}  // namespace

LongpollSession::LongpollSession(Executor& home, std::string token, Options options, absl::Time now,
                                 std::shared_ptr<ByteBudget> budget, EdgeMetrics& metrics)
    : home_(home),
      token_(std::move(token)),
      options_(options),
      metrics_(metrics),
      budget_(std::move(budget)),
      last_heard_(now) {
  metrics_.longpoll.sessions.Increment();
}

LongpollSession::~LongpollSession() {
  End();
  if (waiting_ != nullptr) TakeWaiting();
  if (account_ != nullptr) account_->Detach();
  metrics_.longpoll.sessions.Decrement();
}

void LongpollSession::Open(std::unique_ptr<MessageHandler> handler) {
  handler_ = std::move(handler);
}

void LongpollSession::Poll(std::shared_ptr<Poller> poller, absl::Time now) {
  if (waiting_ != nullptr) AnswerWaiting(204);
  waiting_ = std::move(poller);
  metrics_.longpoll.waiting.Increment();
  deadline_ = now + options_.window;
  last_heard_ = now;
  if (carrier_ == nullptr) return Flush();
  if (std::exchange(confirming_, true)) return;
  carrier_->Confirm(home_, [weak = weak_from_this()](bool delivered) {
    if (const auto self = weak.lock()) self->OnConfirmed(delivered);
  });
}

void LongpollSession::OnConfirmed(bool delivered) {
  confirming_ = false;
  carrier_.reset();
  if (delivered) {
    bytes_ -= TotalBytes(handed_);
  } else {
    metrics_.longpoll.sent_again.Increment(static_cast<double>(handed_.size()));
    buffer_.insert(buffer_.begin(), handed_.begin(), handed_.end());
  }
  handed_.clear();
  CountHeld();
  Flush();
}

void LongpollSession::Cancel(const Poller& poller, absl::Time now) {
  if (waiting_.get() != &poller) return;
  TakeWaiting();
  last_heard_ = now;
}

int LongpollSession::Receive(PostBody body) {
  while (!ended_) {
    absl::string_view message;
    bool understood = true;
    switch (body.Next(&message)) {
      case PostBody::Kind::kEnd:
        return 200;
      case PostBody::Kind::kBadBase64:
        return 400;
      case PostBody::Kind::kBadText:
        understood = false;
        break;
      case PostBody::Kind::kText:
        understood = handler_->OnText(message);
        break;
      case PostBody::Kind::kBinary:
        understood = handler_->OnBinary(message);
        break;
    }
    if (!understood) {
      Close(CloseCode::kUndecodable, kNotPhoenix);
      return 408;
    }
  }
  return 410;
}

void LongpollSession::Sweep(absl::Time now) {
  if (waiting_ != nullptr && now >= deadline_) {
    AnswerWaiting(204);
    last_heard_ = now;
  }
  if (waiting_ == nullptr && now - last_heard_ > options_.idle) {
    End();
    return DropAll();
  }
  if (ended_) return;
  if (draining_ && !handler_->Busy()) return Close(CloseCode::kRestart, "restart");
  handler_->OnSweep(now);
}

bool LongpollSession::Drain() {
  if (ended_ || std::exchange(draining_, true)) return false;
  if (!handler_->Busy()) Close(CloseCode::kRestart, "restart");
  return true;
}

bool LongpollSession::over() const {
  return ended_ && waiting_ == nullptr && buffer_.empty() && handed_.empty();
}

void LongpollSession::SendText(MessageParts parts) {
  Push(EncodedMessage::Encode(MessageKind::kText, parts));
}

void LongpollSession::Send(const EncodedMessagePtr& message) { Push(message); }

void LongpollSession::Push(EncodedMessagePtr message) {
  if (ended_) return;
  bytes_ += message->payload().size();
  if (bytes_ > options_.max_bytes) {
    metrics_.slow.Increment();
    DropAll();
    return Close(CloseCode::kSlow, "too much waits");
  }
  own_bytes_ += message->share();
  buffer_.push_back(std::move(message));
  CountHeld();
  FlushSoon();
}

void LongpollSession::DropAll() {
  buffer_.clear();
  handed_.clear();
  bytes_ = 0;
  CountHeld();
}

ByteAccount& LongpollSession::account() {
  if (account_ == nullptr) {
    ByteAccount::Owner& owner = *this;
    account_ = std::make_shared<ByteAccount>(budget_, owner, handler_->user_bytes());
  }
  return *account_;
}

// A message for many clients counts a part for each.
void LongpollSession::CountHeld() {
  if (bytes_ == 0) own_bytes_ = 0;
  Hold(held_, std::min(own_bytes_, bytes_));
}

void LongpollSession::OnOverBudget() {
  metrics_.over_budget.Increment();
  DropAll();
  Close(CloseCode::kSlow, "too much waits");
}

absl::Duration LongpollSession::Charge(std::size_t bytes) {
  if (ended_) return absl::ZeroDuration();
  return absl::Nanoseconds(handler_->OnBytes(bytes, TokenBucket::Now()));
}

// There is no way to tell a polling client the code; it comes back whatever it is.
void LongpollSession::Close(CloseCode, absl::string_view) {
  End();
  FlushSoon();
}

void LongpollSession::End() {
  if (std::exchange(ended_, true)) return;
  if (handler_ != nullptr) handler_->OnGone();
}

std::shared_ptr<Poller> LongpollSession::TakeWaiting() {
  metrics_.longpoll.waiting.Decrement();
  return std::exchange(waiting_, nullptr);
}

void LongpollSession::AnswerWaiting(int status) {
  metrics_.longpoll.OnPollAnswered(status);
  TakeWaiting()->Answer(PollBody(status, {}, token_));
}

// What comes together is answered together.
void LongpollSession::FlushSoon() {
  if (waiting_ == nullptr || std::exchange(flushing_, true)) return;
  home_.Post([weak = weak_from_this()] {
    if (const auto self = weak.lock()) {
      self->flushing_ = false;
      self->Flush();
    }
  });
}

void LongpollSession::Flush() {
  // What was handed out before must be settled first, or its order would be lost.
  if (waiting_ == nullptr || carrier_ != nullptr) return;
  if (buffer_.empty()) {
    if (ended_) AnswerWaiting(410);
    return;
  }
  metrics_.longpoll.OnPollAnswered(200);
  carrier_ = TakeWaiting();
  handed_ = std::exchange(buffer_, {});
  carrier_->Answer(PollBody(200, handed_, token_));
}

}  // namespace lossy::edge
