// Measures the time until a published event has reached 1, 100 or 1000 subscribers: in the hub
// alone, and over gRPC on the loopback interface, with server and clients in one process.

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/rpc/frame_queue.h"
#include "base/sync/mutex.h"
#include "base/time/clock.h"
#include "benchmark/benchmark.h"
#include "grpcpp/generic/generic_stub.h"
#include "grpcpp/impl/codegen/proto_utils.h"
#include "services/notifications/subscriptions/test_server.h"

namespace lossy::notifications {
namespace {

constexpr char kTopic[] = "video:0192f0c1-0000-7000-8000-100000000000";
constexpr char kMethod[] = "/lossy.notifications.v1.NotificationsService/Subscribe";
constexpr std::size_t kEventBytes = 400;
constexpr std::int64_t kConnections = 100;

google::protobuf::Any Event() {
  google::protobuf::Any event;
  event.set_type_url("type.googleapis.com/lossy.notes.v1.NoteEvent");
  event.set_value(std::string(kEventBytes, 'x'));
  return event;
}

// Counts the frames that all subscribers together have received.
class Arrivals {
 public:
  void Add() {
    base::MutexLock lock(mutex_);
    if (++count_ == awaited_) reached_.NotifyAll();
  }

  void Await(std::int64_t count) {
    base::MutexLock lock(mutex_);
    awaited_ = count;
    while (count_ < awaited_) reached_.Wait(mutex_);
  }

 private:
  base::Mutex mutex_;
  base::CondVar reached_;
  std::int64_t count_ LOSSY_GUARDED_BY(mutex_) = 0;
  std::int64_t awaited_ LOSSY_GUARDED_BY(mutex_) = 0;
};

class Client final : public grpc::ClientBidiReactor<grpc::ByteBuffer, grpc::ByteBuffer> {
 public:
  Client(TestServer& server, const std::shared_ptr<grpc::Channel>& channel, Arrivals& arrivals)
      : stub_(channel), arrivals_(arrivals) {
    server.Authorize(context_);
    stub_.PrepareBidiStreamingCall(&context_, kMethod, {}, this);
    v1::SubscribeRequest request;
    request.mutable_subscribe()->set_topic(kTopic);
    bool own = false;
    grpc::GenericSerialize<grpc::ProtoBufferWriter, v1::SubscribeRequest>(request, &request_, &own)
        .IgnoreError();
    StartWrite(&request_);
    StartRead(&response_);
    StartCall();
  }

  void OnReadDone(bool ok) override {
    if (!ok) return;
    arrivals_.Add();
    StartRead(&response_);
  }

  void OnDone(const grpc::Status&) override {
    base::MutexLock lock(mutex_);
    done_ = true;
    ended_.NotifyAll();
  }

  ~Client() override {
    context_.TryCancel();
    base::MutexLock lock(mutex_);
    while (!done_) ended_.Wait(mutex_);
  }

 private:
  grpc::GenericStub stub_;
  grpc::ClientContext context_;
  grpc::ByteBuffer request_;
  grpc::ByteBuffer response_;
  Arrivals& arrivals_;
  base::Mutex mutex_;
  base::CondVar ended_;
  bool done_ LOSSY_GUARDED_BY(mutex_) = false;
};

void PublishAndDeliver(benchmark::State& state) {
  const std::int64_t subscribers = state.range(0);
  const std::int64_t events = state.range(1);  // That are on their way at a time.
  TestServer server({});
  std::vector<std::shared_ptr<grpc::Channel>> channels(std::min(subscribers, kConnections));
  for (std::shared_ptr<grpc::Channel>& channel : channels) channel = server.OpenChannel();
  Arrivals arrivals;
  std::vector<std::unique_ptr<Client>> clients;
  clients.reserve(subscribers);
  for (std::int64_t i = 0; i < subscribers; ++i) {
    clients.push_back(std::make_unique<Client>(server, channels[i % channels.size()], arrivals));
  }
  std::int64_t awaited = subscribers;
  arrivals.Await(awaited);
  const google::protobuf::Any event = Event();
  std::int64_t published = 0;
  for (auto _ : state) {
    for (std::int64_t i = 0; i < events; ++i) {
      if (!server.hub().Publish(kTopic, absl::StrCat("id", ++published), event).ok()) std::abort();
    }
    awaited += events * subscribers;
    arrivals.Await(awaited);
  }
  state.SetItemsProcessed(state.iterations() * events * subscribers);
}

class Drain : public Subscriber {
 public:
  bool Offer(Frame frame) override {
    queue_.Push(std::move(frame));
    return true;
  }
  void Flush() override { benchmark::DoNotOptimize(queue_.Take()); }

 private:
  base::FrameQueue queue_{1 << 20};
};

void HubAlone(benchmark::State& state) {
  prometheus::Registry registry;
  Metrics metrics(registry);
  MemoryLog log({}, base::RealClock());
  LocalBus bus;
  Hub hub(log, bus, 1 << 20, metrics);
  std::vector<std::shared_ptr<Drain>> subscribers(state.range(0));
  for (std::shared_ptr<Drain>& subscriber : subscribers) {
    subscriber = std::make_shared<Drain>();
    hub.Subscribe(kTopic, absl::nullopt, subscriber).IgnoreError();
    subscriber->Flush();
  }
  const google::protobuf::Any event = Event();
  std::int64_t published = 0;
  for (auto _ : state) {
    if (!hub.Publish(kTopic, absl::StrCat("id", ++published), event).ok()) std::abort();
  }
  state.SetItemsProcessed(state.iterations() * state.range(0));
}

BENCHMARK(HubAlone)->Arg(0)->Arg(1)->Arg(100)->Arg(1000);
BENCHMARK(PublishAndDeliver)
    ->ArgNames({"subscribers", "events"})
    ->ArgsProduct({{1, 100, 1000}, {1, 100}})
    ->UseRealTime()
    ->Unit(benchmark::kMicrosecond);

}  // namespace
}  // namespace lossy::notifications
