#pragma once

namespace lossy::edge {

// Tracks if the current stream to the notifications service carries the events of one topic. It
// counts the subscribe and unsubscribe requests without an answer. Not thread-safe.
class FollowState {
 public:
  void OnSubscribeSent() {
    subscribed_ = true;
    ++unanswered_;
  }
  void OnUnsubscribeSent() {
    subscribed_ = false;
    ++unanswered_;
  }
  void OnAnswered() { --unanswered_; }
  // The service refused the last subscribe request. OnAnswered counts its answer.
  void OnRefused() { subscribed_ = false; }
  void OnStreamLost() { *this = FollowState(); }

  // Returns true if the last request was a subscribe that was not refused.
  bool subscribed() const { return subscribed_; }
  // Returns the number of requests without an answer.
  int unanswered() const { return unanswered_; }
  // Returns true if the stream carries every event of the topic now.
  bool live() const { return subscribed_ && unanswered_ == 0; }

 private:
  int unanswered_ = 0;
  bool subscribed_ = false;
};

}  // namespace lossy::edge
