#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "edge/upstream/upstream.h"

namespace lossy::edge {

// For tests: an Upstream that records the calls and streams. A test inspects and answers them.
// Belongs to one thread.
class FakeUpstream final : public Upstream {
 public:
  struct UnaryCall final : UpstreamCall {
    std::string method;
    std::string request;
    CallContext context;
    Done done;
    bool cancelled = false;

    void Cancel() override {
      cancelled = true;
      done = nullptr;
    }
    // Answers the call, unless it was answered or cancelled.
    void Answer(const absl::Status& status, absl::string_view response = "") {
      if (Done answer = std::exchange(done, nullptr)) answer(status, response);
    }
  };

  struct Stream final : UpstreamStream {
    std::string method;
    CallContext context;
    StreamListener* listener = nullptr;
    std::vector<std::string> sent;
    bool finished = false;
    bool full = false;  // Makes Send return false.
    std::size_t unsent = 0;
    HeldBytes kept;

    bool Send(std::string message) override {
      if (full) return false;
      sent.push_back(std::move(message));
      return true;
    }
    std::size_t unsent_bytes() const override { return unsent; }
    void Keep(HeldBytes held) override { kept = std::move(held); }
    void Finish(absl::Duration) override {
      finished = true;
      listener = nullptr;
    }
    // Calls the listener with a message of the service.
    void Bring(absl::string_view message) {
      if (listener != nullptr) listener->OnMessage(message);
    }
    // Ends the stream as the service does.
    void End(const absl::Status& status) {
      if (StreamListener* told = std::exchange(listener, nullptr)) told->OnEnd(status);
    }
  };

  std::shared_ptr<UpstreamCall> Call(const Method& method, std::string request,
                                     const CallContext& context, Executor&, Done done) override {
    calls.push_back(std::make_shared<UnaryCall>());
    calls.back()->method = method.name;
    calls.back()->request = std::move(request);
    calls.back()->context = context;
    calls.back()->done = std::move(done);
    return calls.back();
  }

  std::shared_ptr<UpstreamStream> Open(const Method& method, const CallContext& context, Executor&,
                                       StreamListener& listener) override {
    streams.push_back(std::make_shared<Stream>());
    streams.back()->method = method.name;
    streams.back()->context = context;
    streams.back()->listener = &listener;
    return streams.back();
  }

  std::vector<std::shared_ptr<UnaryCall>> calls;
  std::vector<std::shared_ptr<Stream>> streams;
};

}  // namespace lossy::edge
