#include "edge/longpoll/longpoll_exchange.h"

#include <utility>

namespace lossy::edge {

class LongpollExchange::Pending final : public PendingResponse {
 public:
  explicit Pending(std::shared_ptr<LongpollExchange> exchange) : exchange_(std::move(exchange)) {}
  void OnDrain() override {
    if (!exchange_->drained_.empty()) exchange_->AnswerNow(exchange_->drained_);
  }
  void OnOver(bool delivered) override { exchange_->End(delivered); }

 private:
  const std::shared_ptr<LongpollExchange> exchange_;
};

LongpollExchange::LongpollExchange(Responder& responder, Executor& executor,
                                   const HttpFraming& framing, OnDead on_dead)
    : responder_(&responder),
      executor_(executor),
      framing_(framing),
      on_dead_(std::move(on_dead)) {}

std::unique_ptr<PendingResponse> LongpollExchange::Pend(OnOver on_over) {
  on_over_ = std::move(on_over);
  return std::make_unique<Pending>(shared_from_this());
}

void LongpollExchange::Answer(std::string body) {
  executor_.Post([self = shared_from_this(), body = std::move(body)]() mutable {
    self->AnswerNow(std::move(body));
  });
}

bool LongpollExchange::AnswerNow(std::string body) {
  return Respond(LongpollResponse(std::move(body)));
}

void LongpollExchange::AnswerDead() {
  executor_.Post([self = shared_from_this()] {
    // OnDead may make a new session, which only a client that still waits can use.
    if (self->responder_ != nullptr && !self->answered_) self->Respond(self->on_dead_());
  });
}

bool LongpollExchange::Respond(const HttpResponse& response) {
  if (responder_ == nullptr || std::exchange(answered_, true)) return false;
  responder_->Respond(response.Encode(framing_), !framing_.keep_alive);
  return true;
}

void LongpollExchange::Confirm(Executor& executor, absl::AnyInvocable<void(bool delivered)> done) {
  executor_.Post([self = shared_from_this(), &executor, done = std::move(done)]() mutable {
    const bool delivered =
        self->responder_ == nullptr ? self->delivered_ : !self->responder_->Lost();
    executor.Post([done = std::move(done), delivered]() mutable { done(delivered); });
  });
}

void LongpollExchange::End(bool delivered) {
  responder_ = nullptr;
  delivered_ = delivered;
  on_dead_ = nullptr;
  if (OnOver on_over = std::exchange(on_over_, nullptr)) on_over(answered_, delivered);
}

HttpResponse LongpollResponse(std::string body) {
  HttpResponse response = JsonResponse(200, std::move(body));
  response.headers.emplace_back("access-control-allow-origin", "*");
  return response;
}

HttpResponse EmptyLongpollResponse(int status) {
  HttpResponse response = EmptyResponse(status);
  response.headers.emplace_back("access-control-allow-origin", "*");
  return response;
}

}  // namespace lossy::edge
