#include "edge/longpoll/session.h"

#include <utility>

#include "edge/limits/token_bucket.h"
#include "edge/longpoll/poll_body.h"

namespace lossy::edge {

LongpollSession::LongpollSession(Executor& executor, std::string token, Options options,
                                 std::shared_ptr<ByteBudget> budget, EdgeMetrics& metrics)
    : executor_(executor),
      token_(std::move(token)),
      options_(options),
      metrics_(metrics),
      budget_(std::move(budget)) {
  metrics_.longpoll.sessions.open.Increment();
}

LongpollSession::~LongpollSession() {
  Lose();
  if (waiting_ != nullptr) TakeWaiting();
  held_.Close();
  metrics_.longpoll.sessions.open.Decrement();
}

void LongpollSession::Open(std::unique_ptr<MessageHandler> handler, absl::Time now) {
  handler_ = std::move(handler);
  last_poll_ = now;
}

void LongpollSession::Poll(std::shared_ptr<Poller> poller, absl::Time now) {
  if (waiting_ != nullptr) AnswerWaiting(204);
  waiting_ = std::move(poller);
  metrics_.longpoll.waiting.Increment();
  deadline_ = now + options_.window;
  last_poll_ = now;
  if (carrier_ == nullptr) return Flush();
  if (std::exchange(confirming_, true)) return;
  carrier_->Confirm(executor_, [weak = weak_from_this()](bool delivered) {
    if (const auto self = weak.lock()) self->OnConfirmed(delivered);
  });
}

void LongpollSession::OnConfirmed(bool delivered) {
  confirming_ = false;
  carrier_.reset();
  const std::size_t again = messages_.Settle(delivered);
  if (again > 0) metrics_.longpoll.sent_again.Increment(static_cast<double>(again));
  Hold(held_, messages_.held());
  Flush();
}

void LongpollSession::Cancel(const Poller& poller, absl::Time now) {
  if (waiting_.get() != &poller) return;
  TakeWaiting();
  last_poll_ = now;
}

int LongpollSession::Receive(PostBody body) {
  while (!ended()) {
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
    last_poll_ = now;
  }
  if (waiting_ == nullptr && now - last_poll_ > options_.idle) {
    Lose();
    return DropAll();
  }
  if (ended()) return;
  if (state_ == State::kDraining && !handler_->Busy()) return Close(CloseCode::kRestart, "restart");
  handler_->OnSweep(now);
}

bool LongpollSession::Drain() {
  if (state_ != State::kOpen) return false;
  state_ = State::kDraining;
  if (!handler_->Busy()) Close(CloseCode::kRestart, "restart");
  return true;
}

void LongpollSession::WriteText(MessageParts parts) {
  Push(EncodedMessage::Encode(MessageKind::kText, parts));
}

void LongpollSession::Push(EncodedMessagePtr message) {
  if (ended()) return;
  if (messages_.bytes() + message->payload().size() > options_.max_bytes) {
    metrics_.clients.slow.Increment();
    handler_->OnLimit();
    DropAll();
    return Close(CloseCode::kSlow, "too much waits");
  }
  messages_.Push(std::move(message));
  Hold(held_, messages_.held());
  FlushSoon();
}

void LongpollSession::DropAll() {
  messages_.Clear();
  Hold(held_, messages_.held());
}

ByteAccount& LongpollSession::account() {
  if (!held_.bound()) {
    ByteAccount::Owner& owner = *this;
    held_.Bind(*std::make_shared<ByteAccount>(budget_, owner, handler_->user_bytes()));
  }
  return *held_.account();
}

void LongpollSession::OnOverBudget() {
  metrics_.clients.over_budget.Increment();
  if (!ended()) handler_->OnLimit();
  DropAll();
  Close(CloseCode::kSlow, "too much waits");
}

absl::Duration LongpollSession::Charge(std::size_t bytes) {
  if (ended()) return absl::ZeroDuration();
  return absl::Nanoseconds(handler_->OnBytes(bytes, TokenBucket::Now()));
}

void LongpollSession::Close(CloseCode code, absl::string_view) {
  if (!ended()) metrics_.longpoll.sessions.OnClosed(static_cast<std::uint16_t>(code));
  End();
  FlushSoon();
}

// The client has stopped polling, or the edge stops.
void LongpollSession::Lose() {
  if (!ended()) metrics_.longpoll.sessions.OnLost();
  End();
}

void LongpollSession::End() {
  if (ended()) return;
  state_ = State::kEnded;
  if (handler_ != nullptr) handler_->OnDisconnected();
}

std::shared_ptr<Poller> LongpollSession::TakeWaiting() {
  metrics_.longpoll.waiting.Decrement();
  return std::exchange(waiting_, nullptr);
}

void LongpollSession::AnswerWaiting(int status) {
  metrics_.longpoll.OnPollAnswered(status);
  TakeWaiting()->Answer(PollBody(status, {}, token_));
}

// The flush is posted, so that messages that arrive together share an answer.
void LongpollSession::FlushSoon() {
  if (waiting_ == nullptr || std::exchange(flushing_, true)) return;
  executor_.Post([weak = weak_from_this()] {
    if (const auto self = weak.lock()) {
      self->flushing_ = false;
      self->Flush();
    }
  });
}

void LongpollSession::Flush() {
  // The carried messages must be settled first, or their order would be lost.
  if (waiting_ == nullptr || carrier_ != nullptr) return;
  if (!messages_.waiting()) {
    if (ended()) AnswerWaiting(410);
    return;
  }
  metrics_.longpoll.OnPollAnswered(200);
  carrier_ = TakeWaiting();
  const absl::Span<const EncodedMessagePtr> carried = messages_.Carry();
  carrier_->Answer(PollBody(200, carried, token_));
  for (const EncodedMessagePtr& message : carried) message->OnWritten();
}

}  // namespace lossy::edge
