#pragma once

#include <cstddef>
#include <deque>
#include <utility>
#include <vector>

namespace lossy::base {

// The queue of requests that a ServerStream has read and not handled yet, with a bound in bytes. It
// decides when the stream may read further. Not thread-safe: the mutex of the stream guards it.
template <typename Request>
class RequestInbox {
 public:
  // WantsRead is false while the requests, with those being handled, have at least `max_bytes`.
  explicit RequestInbox(std::size_t max_bytes) : max_bytes_(max_bytes) {}

  // True if a read should begin. BeginRead must follow then, and EndRead or OnEnd end the read.
  bool WantsRead() const { return !reading_ && state_ == State::kOpen && bytes_ < max_bytes_; }
  void BeginRead() { reading_ = true; }
  // Ends the read with a message, whose requests Add appends.
  void EndRead() { reading_ = false; }
  void Add(Request request) {
    bytes_ += Cost(request);
    requests_.push_back(std::move(request));
  }
  // Ends the read because the client sends no further requests.
  void OnEnd() {
    reading_ = false;
    state_ = State::kEnding;
  }

  bool empty() const { return requests_.empty(); }
  // Removes the oldest request, whose bytes count until OnHandled. There must be one.
  Request Take() {
    Request request = std::move(requests_.front());
    requests_.pop_front();
    handling_bytes_ += Cost(request);
    return request;
  }
  // Puts the last requests that were taken back to the front, in their order.
  void PutBack(std::vector<Request> requests) {
    for (auto request = requests.rbegin(); request != requests.rend(); ++request) {
      handling_bytes_ -= Cost(*request);
      requests_.push_front(std::move(*request));
    }
  }
  // Releases the bytes of all requests that were taken and not put back.
  void OnHandled() { bytes_ -= std::exchange(handling_bytes_, 0); }

  // True between OnEnd and TakeEnd: the stream must still report the end of the requests.
  bool ending() const { return state_ == State::kEnding; }
  // Marks the end as reported.
  void TakeEnd() { state_ = State::kEnded; }

  void Clear() { requests_.clear(); }

 private:
  enum class State { kOpen, kEnding, kEnded };

  // The bytes that a request occupies, approximately.
  static std::size_t Cost(const Request& request) {
    return sizeof request + request.ByteSizeLong();
  }

  const std::size_t max_bytes_;
  std::deque<Request> requests_;
  std::size_t bytes_ = 0;
  std::size_t handling_bytes_ = 0;
  bool reading_ = false;
  State state_ = State::kOpen;
};

}  // namespace lossy::base
