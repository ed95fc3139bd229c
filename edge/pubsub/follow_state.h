#pragma once

namespace lossy::edge {

// Counts the requests about one topic on the current stream to the service. Not thread-safe.
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

  // True if the last request asked for the topic's events.
  bool subscribed() const { return subscribed_; }
  int unanswered() const { return unanswered_; }
  // True if the stream carries every event of the topic now.
  bool live() const { return subscribed_ && unanswered_ == 0; }

 private:
  int unanswered_ = 0;
  bool subscribed_ = false;
};

}  // namespace lossy::edge
