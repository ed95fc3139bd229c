#include "edge/upstream/grpc_upstream.h"

#include <thread>

#include "absl/strings/str_cat.h"
#include "base/error/error.h"
#include "base/live/live_objects.h"
#include "base/testing/eventually.h"
#include "base/trace/fake_span_sink.h"
#include "edge/net/task_thread.h"
#include "edge/net/waitable_list.h"
#include "gmock/gmock.h"
#include "grpcpp/grpcpp.h"
#include "gtest/gtest.h"
#include "lossy/sample/v1/room.grpc.pb.h"
#include "prometheus/registry.h"

namespace lossy::edge {
namespace {

using sample::v1::CountRequest;
using sample::v1::CountResponse;
using sample::v1::RoomMessage;
using testing::ElementsAre;
using testing::IsEmpty;

constexpr char kService[] = "lossy.sample.v1.RoomService";
constexpr absl::Duration kLimit = absl::Seconds(30);

std::string Value(const std::multimap<grpc::string_ref, grpc::string_ref>& metadata,
                  const char* key) {
  const auto found = metadata.find(key);
  return found == metadata.end() ? "" : std::string(found->second.data(), found->second.size());
}

class RoomService final : public sample::v1::RoomService::Service {
 public:
  grpc::Status Echo(grpc::ServerContext* context, const RoomMessage* request,
                    RoomMessage* response) override {
    tokens.Add(Value(context->client_metadata(), "authorization"));
    request_ids.Add(Value(context->client_metadata(), "x-request-id"));
    traces.Add(Value(context->client_metadata(), "traceparent"));
    if (request->x() == "wait") return AwaitCancel(*context);
    if (request->x() == "no") return base::ToGrpc(base::NotFound("No such room"));
    *response = *request;
    return grpc::Status::OK;
  }

  // Answers with the amount, until the client has no more.
  grpc::Status Count(grpc::ServerContext* context,
                     grpc::ServerReaderWriter<CountResponse, CountRequest>* stream) override {
    CountRequest request;
    while (stream->Read(&request)) {
      if (request.has_stop()) {
        return request.stop().badly() ? AwaitCancel(*context) : grpc::Status::OK;
      }
      CountResponse response;
      response.mutable_add()->set_total(request.add().amount());
      stream->Write(response);
    }
    ends.Add(context->IsCancelled() ? "cancelled" : "half-closed");
    return grpc::Status::OK;
  }

  WaitableList<std::string> tokens;
  WaitableList<std::string> request_ids;
  WaitableList<std::string> traces;
  WaitableList<std::string> ends;

 private:
  grpc::Status AwaitCancel(grpc::ServerContext& context) {
    EXPECT_TRUE(base::Eventually([&] { return context.IsCancelled(); }));
    ends.Add("cancelled");
    return grpc::Status::CANCELLED;
  }
};

// Returns true when no object of the class is left; false after a minute. gRPC's threads drop
// theirs last.
bool AwaitNoneLive(absl::string_view name) {
  return base::Eventually([&] { return base::CountLive(name) == 0; });
}

Method RoomMethod(const std::string& name) {
  return {.path = absl::StrCat("/", kService, "/", name), .service = kService, .name = name};
}

struct Listener final : StreamListener {
  void OnMessage(absl::string_view message) override { messages.Add(std::string(message)); }
  void OnEnd(const absl::Status& status) override { ends.Add(status); }

  WaitableList<std::string> messages;
  WaitableList<absl::Status> ends;
};

class GrpcUpstreamTest : public testing::Test {
 protected:
  GrpcUpstreamTest() {
    grpc::ServerBuilder builder;
    builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port_);
    builder.RegisterService(&service_);
    server_ = builder.BuildAndStart();
    upstream_ = std::make_unique<GrpcUpstream>(
        absl::flat_hash_map<std::string, std::shared_ptr<grpc::Channel>>{
            {kService, grpc::CreateChannel(absl::StrCat("127.0.0.1:", port_),
                                           grpc::InsecureChannelCredentials())}},
        registry_);
  }
  ~GrpcUpstreamTest() override {
    upstream_->Stop();
    executor_.reset();
    server_->Shutdown(std::chrono::system_clock::now());
  }

  static CallContext Context(absl::Duration limit = kLimit) {
    return {.token = "T", .request_id = "R", .limit = limit};
  }

  std::shared_ptr<UpstreamCall> Echo(const std::string& text, absl::Duration limit = kLimit) {
    RoomMessage message;
    message.set_x(text);
    return upstream_->Call(echo_, message.SerializeAsString(), Context(limit), *executor_,
                           [this](const absl::Status& status, absl::string_view response) {
                             statuses_.Add(status);
                             answers_.Add(std::string(response));
                             threads_.Add(std::this_thread::get_id());
                           });
  }

  // The request id that arrives when it is called with this one.
  std::string Arrives(const std::string& request_id) {
    CallContext context = Context();
    context.request_id = request_id;
    const auto call = upstream_->Call(
        echo_, "", context, *executor_,
        [this](const absl::Status& status, absl::string_view) { statuses_.Add(status); });
    statuses_.Await(++arrived_);
    return service_.request_ids.Await(arrived_).back();
  }

  std::shared_ptr<UpstreamStream> OpenCount(Listener& listener) {
    return upstream_->Open(count_, Context(absl::InfiniteDuration()), *executor_, listener);
  }

  static std::string Add(int amount) {
    CountRequest request;
    request.mutable_add()->set_amount(amount);
    return request.SerializeAsString();
  }
  static std::string Stop(bool badly) {
    CountRequest request;
    request.mutable_stop()->set_badly(badly);
    return request.SerializeAsString();
  }
  static std::int64_t Total(const std::string& message) {
    CountResponse response;
    EXPECT_TRUE(response.ParseFromString(message));
    return response.add().total();
  }

  // Runs the task on the executor's thread. All use of a call belongs to that thread.
  void OnExecutor(absl::AnyInvocable<void()> task) {
    WaitableList<bool> done;
    executor_->Post([&] {
      task();
      done.Add(true);
    });
    done.Await(1);
  }

  const Method echo_ = RoomMethod("Echo");
  const Method count_ = RoomMethod("Count");
  WaitableList<absl::Status> statuses_;
  std::size_t arrived_ = 0;
  WaitableList<std::string> answers_;
  WaitableList<std::thread::id> threads_;
  prometheus::Registry registry_;
  RoomService service_;
  int port_ = 0;
  std::unique_ptr<grpc::Server> server_;
  std::unique_ptr<TaskThread> executor_ = std::make_unique<TaskThread>();
  std::unique_ptr<GrpcUpstream> upstream_;
};

TEST_F(GrpcUpstreamTest, TracesACallAndPassesItsSpanOn) {
  base::FakeSpanSink sink;
  CallContext context = Context();
  context.trace = {.trace_high = 1, .trace_low = 2, .span = 3, .sampled = true};
  const auto call = upstream_->Call(
      echo_, "", context, *executor_,
      [this](const absl::Status& status, absl::string_view) { statuses_.Add(status); });
  statuses_.Await(1);
  const base::SpanRecord span = sink.Find(echo_.path);
  EXPECT_EQ(span.parent, 3u);
  EXPECT_EQ(span.kind, base::SpanKind::kClient);
  EXPECT_EQ(service_.traces.Await(1).back(), base::Traceparent(span.context));
}

TEST_F(GrpcUpstreamTest, SendsNoTraceIfThereIsNone) {
  const auto call = Echo("a");
  EXPECT_EQ(service_.traces.Await(1).back(), "");
}

TEST_F(GrpcUpstreamTest, CallsBackOnTheExecutorsThread) {
  Echo("hi");
  EXPECT_TRUE(statuses_.Await(1)[0].ok());
  RoomMessage answer;
  ASSERT_TRUE(answer.ParseFromString(answers_.Await(1)[0]));
  EXPECT_EQ(answer.x(), "hi");
  std::thread::id executor;
  OnExecutor([&] { executor = std::this_thread::get_id(); });
  EXPECT_EQ(threads_.Await(1)[0], executor);
}

TEST_F(GrpcUpstreamTest, SendsTheCallerAndTheRequestId) {
  Echo("");
  statuses_.Await(1);
  EXPECT_THAT(service_.tokens.Await(1), ElementsAre("Bearer T"));
  EXPECT_THAT(service_.request_ids.Await(1), ElementsAre("R"));
}

TEST_F(GrpcUpstreamTest, SendsALegalRequestIdForAnyGivenOne) {
  EXPECT_EQ(Arrives("R-1"), "R-1");
  for (const char* illegal : {"", "é", "a b", "a\nb", "\x7f"}) {
    const std::string arrived = Arrives(illegal);
    EXPECT_NE(arrived, illegal);
    EXPECT_FALSE(arrived.empty());
  }
}

TEST_F(GrpcUpstreamTest, KeepsTheServicesReason) {
  Echo("no");
  const channel::v1::Error error = base::ToError(statuses_.Await(1)[0]);
  EXPECT_EQ(error.reason(), channel::v1::REASON_NOT_FOUND);
  EXPECT_EQ(error.message(), "No such room");
  EXPECT_THAT(answers_.Await(1), ElementsAre(IsEmpty()));
}

TEST_F(GrpcUpstreamTest, EndsACallAtItsLimit) {
  Echo("wait", absl::Milliseconds(50));
  EXPECT_TRUE(absl::IsDeadlineExceeded(statuses_.Await(1)[0]));
  EXPECT_THAT(service_.ends.Await(1), ElementsAre("cancelled"));
}

TEST_F(GrpcUpstreamTest, CancelsAtTheServiceWithoutFurtherCallbacks) {
  std::shared_ptr<UpstreamCall> call;
  OnExecutor([&] { call = Echo("wait"); });
  service_.tokens.Await(1);
  OnExecutor([&] { call->Cancel(); });
  EXPECT_THAT(service_.ends.Await(1), ElementsAre("cancelled"));
  Echo("next");
  answers_.Await(1);
  EXPECT_EQ(statuses_.Await(1).size(), 1);
}

TEST_F(GrpcUpstreamTest, IsUnavailableAtOnceWhenTheServiceIsDown) {
  server_->Shutdown(std::chrono::system_clock::now());
  Echo("hi");
  EXPECT_TRUE(absl::IsUnavailable(statuses_.Await(1)[0]));
}

TEST_F(GrpcUpstreamTest, CarriesAStreamBothWaysInOrder) {
  Listener listener;
  std::shared_ptr<UpstreamStream> stream;
  OnExecutor([&] {
    stream = OpenCount(listener);
    for (int i = 0; i < 100; ++i) EXPECT_TRUE(stream->Send(Add(i)));
  });
  const std::vector<std::string> messages = listener.messages.Await(100);
  for (int i = 0; i < 100; ++i) EXPECT_EQ(Total(messages[i]), i);
  OnExecutor([&] { EXPECT_TRUE(stream->Send(Stop(/*badly=*/false))); });
  EXPECT_TRUE(listener.ends.Await(1)[0].ok());
}

TEST_F(GrpcUpstreamTest, SendsAllBeforeItFinishesAStream) {
  Listener listener;
  OnExecutor([&] {
    std::shared_ptr<UpstreamStream> stream = OpenCount(listener);
    for (int i = 0; i < 100; ++i) EXPECT_TRUE(stream->Send(Add(i)));
    stream->Finish(kLimit);
  });
  EXPECT_THAT(service_.ends.Await(1), ElementsAre("half-closed"));
  OnExecutor([] {});
  EXPECT_THAT(listener.ends.Now(), IsEmpty());
}

TEST_F(GrpcUpstreamTest, CancelsAStreamThatDoesNotFinishInTime) {
  Listener listener;
  OnExecutor([&] {
    std::shared_ptr<UpstreamStream> stream = OpenCount(listener);
    stream->Send(Stop(/*badly=*/true));
    stream->Finish(absl::Milliseconds(50));
  });
  EXPECT_THAT(service_.ends.Await(1), ElementsAre("cancelled"));
}

TEST_F(GrpcUpstreamTest, KeepsNothingOfStreamsThatFinish) {
  for (int i = 0; i < 50; ++i) {
    Listener listener;
    OnExecutor([&] {
      std::shared_ptr<UpstreamStream> stream = OpenCount(listener);
      stream->Send(Add(i));
      // Some finish in time, some are cancelled when their patience ends.
      if (i % 2 == 0) stream->Send(Stop(/*badly=*/true));
      stream->Finish(i % 2 == 0 ? absl::Milliseconds(i) : kLimit);
    });
  }
  EXPECT_TRUE(AwaitNoneLive("GrpcStream"));
}

TEST_F(GrpcUpstreamTest, KeepsNothingOfCallsAndStreamsThatEnd) {
  Listener listener;
  std::shared_ptr<UpstreamCall> cancelled;
  std::shared_ptr<UpstreamStream> stream;
  OnExecutor([&] {
    Echo("hi");
    Echo("no");
    cancelled = Echo("wait");
    stream = OpenCount(listener);
    stream->Send(Stop(/*badly=*/false));
  });
  statuses_.Await(2);
  listener.ends.Await(1);
  OnExecutor([&] { std::exchange(cancelled, nullptr)->Cancel(); });
  stream.reset();
  server_->Shutdown(std::chrono::system_clock::now());
  upstream_->Stop();
  executor_.reset();
  EXPECT_TRUE(AwaitNoneLive("GrpcStream"));
  EXPECT_TRUE(AwaitNoneLive("GrpcCall"));
}

TEST_F(GrpcUpstreamTest, RejectsMessagesBeyondTheBound) {
  Listener listener;
  OnExecutor([&] {
    std::shared_ptr<UpstreamStream> stream = OpenCount(listener);
    CountRequest request;
    request.set_ref(std::string(1 << 20, 'x'));
    request.mutable_stop()->set_badly(true);
    bool taken = true;
    int sent = 0;
    for (; taken && sent < 100; ++sent) taken = stream->Send(request.SerializeAsString());
    EXPECT_FALSE(taken);
    EXPECT_GE(sent, 16);
    stream->Finish(absl::ZeroDuration());
  });
}

TEST_F(GrpcUpstreamTest, AllowsExecutorsToEndOnceItIsStopped) {
  Listener listener;
  std::shared_ptr<UpstreamStream> stream;
  OnExecutor([&] {
    for (int i = 0; i < 10; ++i) Echo("wait");
    stream = OpenCount(listener);
    stream->Send(Stop(/*badly=*/true));
  });
  service_.tokens.Await(10);
  upstream_->Stop();
  executor_.reset();
  for (const std::string& end : service_.ends.Await(11)) EXPECT_EQ(end, "cancelled");
}

}  // namespace
}  // namespace lossy::edge
