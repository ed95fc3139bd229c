#pragma once

#include <atomic>
#include <memory>
#include <string>

#include "edge/net/waitable_list.h"
#include "edge/upstream/upstream.h"
#include "google/protobuf/message.h"
#include "lossy/notifications/v1/notifications.pb.h"

namespace lossy::edge {

// For tests: a notifications service that records all requests, and answers as the test requests.
// Thread-safe.
class FakeNotifications final : public Upstream {
 public:
  class Stream final : public UpstreamStream {
   public:
    Stream(Executor& executor, StreamListener& listener)
        : executor_(executor), listener_(&listener) {}

    // Blocks until the stream has received `count` requests, alone or in batches. Returns all of
    // them as text, such as "subscribe room:a after e:3".
    std::vector<std::string> Asked(std::size_t count) const { return asked_.Await(count); }
    // Returns the number of messages with these requests.
    int messages() const { return messages_; }

    // These methods send one response of the service each.
    void Subscribe(const std::string& topic, const std::string& epoch, std::int64_t offset,
                   bool recovered = false);
    void Unsubscribe(const std::string& topic);
    // As Unsubscribe, and reports that the service accepts batches of at most `batch_requests`
    // requests.
    void AcceptBatches(const std::string& topic, int batch_requests);
    void Refuse(const std::string& topic, channel::v1::Reason reason);
    void Publish(const std::string& topic, const std::string& epoch, std::int64_t offset,
                 const google::protobuf::Message& event, std::int64_t run = 0);
    void Answer(const notifications::v1::SubscribeResponse& response);
    // Ends the stream with UNAVAILABLE.
    void Lose();

    // Makes Send return false from now on.
    void Fill() { full_ = true; }

    bool Send(std::string message) override;
    std::size_t unsent_bytes() const override { return 0; }
    void Keep(HeldBytes) override {}
    void Finish(absl::Duration patience) override;
    // Blocks until Finish is called. Returns the number of its calls.
    std::size_t AwaitFinish() const { return finished_.Await(1).size(); }

   private:
    Executor& executor_;
    StreamListener* listener_;  // Used on the executor's thread only.
    std::atomic<bool> full_{false};
    std::atomic<int> messages_{0};
    WaitableList<std::string> asked_;
    WaitableList<bool> finished_;
  };

  // Blocks until the stream with this index, from 0, is opened.
  std::shared_ptr<Stream> AwaitStream(std::size_t index) const {
    return streams_.Await(index + 1).at(index);
  }

  // One call of the service's method Read.
  class Reading final : public UpstreamCall {
   public:
    Reading(Executor& executor, std::string asked, Done done)
        : executor_(executor), asked_(std::move(asked)), done_(std::move(done)) {}

    // Returns the request as text, such as "room:a after e:3".
    const std::string& asked() const { return asked_; }

    // Answer the call.
    void Give(const notifications::v1::ReadResponse& response);
    void Fail(const absl::Status& status);

    void Cancel() override { done_ = nullptr; }

   private:
    Executor& executor_;
    const std::string asked_;
    Done done_;  // Used on the executor's thread only.
  };

  // Blocks until the call of Read with this index, from 0, is made.
  std::shared_ptr<Reading> AwaitReading(std::size_t index) const {
    return readings_.Await(index + 1).at(index);
  }
  // Returns the number of calls of Read.
  std::size_t readings() const { return readings_.Now().size(); }

  std::shared_ptr<UpstreamCall> Call(const Method& method, std::string request,
                                     const CallContext& context, Executor& executor,
                                     Done done) override;
  std::shared_ptr<UpstreamStream> Open(const Method& method, const CallContext& context,
                                       Executor& executor, StreamListener& listener) override;

 private:
  WaitableList<std::shared_ptr<Stream>> streams_;
  WaitableList<std::shared_ptr<Reading>> readings_;
};

}  // namespace lossy::edge
