#include "base/rpc/server_stream.h"

#include <algorithm>
#include <atomic>
#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "base/rpc/rejected_stream.h"
#include "base/sync/mutex.h"
#include "base/testing/eventually.h"
#include "google/protobuf/wrappers.pb.h"
#include "grpcpp/generic/async_generic_service.h"
#include "grpcpp/support/sync_stream.h"
#include "gtest/gtest.h"

namespace lossy::base {
namespace {

using google::protobuf::StringValue;

constexpr absl::Duration kPatience = absl::Seconds(30);

// A message with this prefix contains several requests, with spaces between them.
constexpr absl::string_view kSeveral = "several: ";

StringValue Message(absl::string_view text) {
  StringValue message;
  message.set_value(std::string(text));
  return message;
}

Frame Encode(absl::string_view text) {
  return std::make_shared<const std::string>(Message(text).SerializeAsString());
}

std::string Decode(const Frame& frame) {
  StringValue message;
  message.ParseFromString(*frame);
  return message.value();
}

// The calls that the streams of a test made.
struct Record {
  Mutex mutex;
  CondVar changed;
  std::vector<std::string> handled LOSSY_GUARDED_BY(mutex);
  std::size_t most_at_once LOSSY_GUARDED_BY(mutex) = 0;
  int left LOSSY_GUARDED_BY(mutex) = 0;
  int slow LOSSY_GUARDED_BY(mutex) = 0;
  std::vector<absl::StatusCode> closed LOSSY_GUARDED_BY(mutex);

  void Note(const std::function<void()>& note) {
    MutexLock lock(mutex);
    note();
    changed.NotifyAll();
  }
};

// Answers each request with the same text. Some texts are commands.
class EchoStream final : public ServerStream<StringValue> {
 public:
  EchoStream(const ServerStreamOptions& options, Workers& workers,
             grpc::CallbackServerContext& context, Record& record)
      : ServerStream(options, workers, context), record_(record) {}

 private:
  void Handle(std::vector<StringValue> requests) override {
    record_.Note([&]() LOSSY_REQUIRES(record_.mutex) {
      record_.most_at_once = std::max(record_.most_at_once, requests.size());
    });
    for (auto request = requests.begin(); request != requests.end(); ++request) {
      HandleText(request->value());
      if (busy()) return PutBack({request + 1, requests.end()});
    }
  }

  void AddRequests(StringValue message, RequestInbox<StringValue>& inbox) override {
    absl::string_view texts = message.value();
    if (!absl::ConsumePrefix(&texts, kSeveral)) return inbox.Add(std::move(message));
    for (const absl::string_view text : absl::StrSplit(texts, ' ')) inbox.Add(Message(text));
  }

  std::size_t join_bytes() const override { return joins_ ? 100 : 0; }
  Frame Join(absl::Span<const Frame> frames) const override {
    return Encode(absl::StrJoin(
        frames, "+", [](std::string* out, const Frame& frame) { out->append(Decode(frame)); }));
  }

  void HandleText(const std::string& text) {
    record_.Note([&]() LOSSY_REQUIRES(record_.mutex) { record_.handled.push_back(text); });
    if (text == "wake") return Wake();
    if (text == "join") {
      joins_ = true;
      for (const char* part : {"a", "b", "c"}) Push(Encode(part));
      return Flush();
    }
    if (text == "abort") {
      Abort(absl::AbortedError("as the test wants"));
      return;
    }
    Send(Encode(text));
    if (text == "close") Close(absl::AlreadyExistsError("as the test wants"));
  }

  void OnWake() override { Send(Encode("woken")); }
  void OnRequestsEnd() override {
    Send(Encode("requests end"));
    Close(absl::OkStatus());
  }
  void OnLeave() override {
    record_.Note([&]() LOSSY_REQUIRES(record_.mutex) { ++record_.left; });
  }
  void OnSlow() override {
    record_.Note([&]() LOSSY_REQUIRES(record_.mutex) { ++record_.slow; });
  }
  void OnClosed(const absl::Status& status) override {
    record_.Note([&]() LOSSY_REQUIRES(record_.mutex) { record_.closed.push_back(status.code()); });
  }

  Record& record_;
  std::atomic<bool> joins_{false};
};

// A server whose every method opens an EchoStream.
class EchoServer final : private grpc::CallbackGenericService {
 public:
  explicit EchoServer(const ServerStreamOptions& options) : options_(options) {
    grpc::ServerBuilder builder;
    int port = 0;
    builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port);
    builder.RegisterCallbackGenericService(this);
    server_ = builder.BuildAndStart();
    channel_ =
        grpc::CreateChannel(absl::StrCat("127.0.0.1:", port), grpc::InsecureChannelCredentials());
  }

  const std::shared_ptr<grpc::Channel>& channel() const { return channel_; }
  Record& record() { return record_; }
  // The stream that was opened last.
  std::shared_ptr<EchoStream> stream() {
    MutexLock lock(mutex_);
    return stream_.lock();
  }

 private:
  grpc::ServerGenericBidiReactor* CreateReactor(
      grpc::GenericCallbackServerContext* context) override {
    if (context->method() == "/test/Rejected") {
      return new RejectedStream(absl::PermissionDeniedError("as the test wants"));
    }
    auto stream = std::make_shared<EchoStream>(options_, workers_, *context, record_);
    stream->Start();
    MutexLock lock(mutex_);
    stream_ = stream;
    return stream.get();
  }

  const ServerStreamOptions options_;
  Record record_;
  Workers workers_{2};
  std::unique_ptr<grpc::Server> server_;
  std::shared_ptr<grpc::Channel> channel_;
  Mutex mutex_;
  std::weak_ptr<EchoStream> stream_ LOSSY_GUARDED_BY(mutex_);
};

// The other end of a stream.
class Client {
 public:
  explicit Client(EchoServer& server, const char* method = "/test/Echo")
      : method_(method, grpc::internal::RpcMethod::BIDI_STREAMING, server.channel()),
        stream_(grpc::internal::ClientReaderWriterFactory<StringValue, StringValue>::Create(
            server.channel().get(), method_, &context_)) {}

  void Send(const std::string& text) {
    StringValue message;
    message.set_value(text);
    stream_->Write(message);
  }

  std::string Read() {
    StringValue message;
    return stream_->Read(&message) ? message.value() : "the end";
  }

  void EndRequests() { stream_->WritesDone(); }
  void Cancel() { context_.TryCancel(); }
  // Reads to the end.
  grpc::Status Finish() {
    while (Read() != "the end") continue;
    return stream_->Finish();
  }

 private:
  grpc::internal::RpcMethod method_;
  grpc::ClientContext context_;
  std::unique_ptr<grpc::ClientReaderWriter<StringValue, StringValue>> stream_;
};

class ServerStreamTest : public testing::Test {
 protected:
  EchoServer& Start(const ServerStreamOptions& options = {}) {
    server_ = std::make_unique<EchoServer>(options);
    return *server_;
  }

  // Returns the code with which the only stream closed. It left once.
  absl::StatusCode Closed() {
    Record& record = server_->record();
    const absl::Time deadline = SteadyNow() + kPatience;
    MutexLock lock(record.mutex);
    while (record.closed.empty() || record.left == 0) {
      if (record.changed.WaitUntil(record.mutex, deadline)) continue;
      ADD_FAILURE() << "the stream did not close in time";
      return absl::StatusCode::kUnknown;
    }
    EXPECT_EQ(record.left, 1);
    return record.closed.at(0);
  }

  int Slow() {
    Record& record = server_->record();
    MutexLock lock(record.mutex);
    return record.slow;
  }

  // Sends more than HTTP/2 carries to a client that does not read.
  void SendTooMuch() {
    const Frame frame = Encode(std::string(300'000, 'x'));
    const std::shared_ptr<EchoStream> stream = server_->stream();
    const absl::Time deadline = SteadyNow() + kPatience;
    while (Slow() == 0 && SteadyNow() < deadline) stream->Send(frame);
    EXPECT_EQ(Slow(), 1);
  }

  std::unique_ptr<EchoServer> server_;
};

TEST_F(ServerStreamTest, HandlesRequestsInOrder) {
  Client client(Start());
  constexpr int kRequests = 500;
  for (int i = 0; i < kRequests; ++i) client.Send(absl::StrCat(i));
  for (int i = 0; i < kRequests; ++i) ASSERT_EQ(client.Read(), absl::StrCat(i));
}

TEST_F(ServerStreamTest, OnRequestsEndRunsAfterTheLastRequest) {
  Client client(Start());
  client.Send("last");
  client.EndRequests();
  EXPECT_EQ(client.Read(), "last");
  EXPECT_EQ(client.Read(), "requests end");
  EXPECT_TRUE(client.Finish().ok());
  EXPECT_EQ(Closed(), absl::StatusCode::kOk);
}

TEST_F(ServerStreamTest, CloseSendsQueuedMessages) {
  Client client(Start());
  client.Send("close");
  client.Send("not handled");
  EXPECT_EQ(client.Read(), "close");
  EXPECT_EQ(client.Read(), "the end");
  EXPECT_EQ(client.Finish().error_code(), grpc::StatusCode::ALREADY_EXISTS);
  EXPECT_EQ(Closed(), absl::StatusCode::kAlreadyExists);
}

TEST_F(ServerStreamTest, AbortEndsWithItsStatus) {
  Client client(Start());
  client.Send("abort");
  EXPECT_EQ(client.Finish().error_code(), grpc::StatusCode::ABORTED);
  EXPECT_EQ(Closed(), absl::StatusCode::kAborted);
}

TEST_F(ServerStreamTest, WakeRunsBetweenRequests) {
  Client client(Start());
  client.Send("wake");
  EXPECT_EQ(client.Read(), "woken");
}

TEST_F(ServerStreamTest, LeavesWhenTheClientCancels) {
  Client client(Start());
  client.Send("hello");
  EXPECT_EQ(client.Read(), "hello");
  client.Cancel();
  // The failed read may come first, which ends the requests.
  const absl::StatusCode code = Closed();
  EXPECT_TRUE(code == absl::StatusCode::kCancelled || code == absl::StatusCode::kOk) << code;
  // A thread may hold the last reference for a moment.
  EXPECT_TRUE(Eventually([&] { return server_->stream() == nullptr; }));
}

TEST_F(ServerStreamTest, AbortsASlowClientWhichReadsItsStatus) {
  Client client(Start({.abort_grace = kPatience}));
  client.Send("hello");
  EXPECT_EQ(client.Read(), "hello");
  SendTooMuch();
  const grpc::Status status = client.Finish();
  EXPECT_EQ(status.error_code(), grpc::StatusCode::RESOURCE_EXHAUSTED);
  EXPECT_EQ(status.error_message(), "slow: too much waits to be read");
  EXPECT_EQ(Closed(), absl::StatusCode::kResourceExhausted);
}

TEST_F(ServerStreamTest, ResetsASlowClientThatDoesNotReadItsStatus) {
  Client client(Start({.abort_grace = absl::Milliseconds(10)}));
  client.Send("hello");
  EXPECT_EQ(client.Read(), "hello");
  SendTooMuch();
  EXPECT_EQ(Closed(), absl::StatusCode::kResourceExhausted);
}

TEST_F(ServerStreamTest, ResetsASlowClientAtOnceWithoutGrace) {
  Client client(Start({.abort_grace = absl::ZeroDuration()}));
  client.Send("hello");
  EXPECT_EQ(client.Read(), "hello");
  SendTooMuch();
  EXPECT_EQ(Closed(), absl::StatusCode::kResourceExhausted);
}

TEST_F(ServerStreamTest, RequestsWaitWhileTheClientReadsTooLittle) {
  Client client(Start({.max_unsent_bytes = 1 << 20, .busy_bytes = 128 << 10}));
  const std::string text(60'000, 'x');
  constexpr int kRequests = 50;
  std::thread sends([&] {
    for (int i = 0; i < kRequests; ++i) client.Send(text);
  });
  for (int i = 0; i < kRequests; ++i) ASSERT_EQ(client.Read(), text);
  sends.join();
  EXPECT_EQ(Slow(), 0);
}

TEST_F(ServerStreamTest, HandlesOneRequestAtATimeIfSoConfigured) {
  Client client(Start({.max_unhandled_bytes = 1, .requests_per_turn = 1}));
  for (int i = 0; i < 20; ++i) client.Send(absl::StrCat(i));
  for (int i = 0; i < 20; ++i) ASSERT_EQ(client.Read(), absl::StrCat(i));
  client.EndRequests();
  EXPECT_TRUE(client.Finish().ok());
}

TEST_F(ServerStreamTest, HandlesAtMostAsManyRequestsAtOnceAsConfigured) {
  Client client(Start({.requests_per_turn = 5, .requests_at_once = 3}));
  constexpr int kRequests = 50;
  Record& record = server_->record();
  // Several requests must wait at the same time.
  EXPECT_TRUE(Eventually([&] {
    for (int i = 0; i < kRequests; ++i) client.Send(absl::StrCat(i));
    for (int i = 0; i < kRequests; ++i) EXPECT_EQ(client.Read(), absl::StrCat(i));
    MutexLock lock(record.mutex);
    return record.most_at_once >= 3;
  }));
  MutexLock lock(record.mutex);
  EXPECT_EQ(record.most_at_once, 3u);
}

TEST_F(ServerStreamTest, HandlesTheRequestsOfOneMessageTogether) {
  Client client(Start({.requests_at_once = 3}));
  client.Send(absl::StrCat(kSeveral, "a b c d"));
  for (const char* text : {"a", "b", "c", "d"}) EXPECT_EQ(client.Read(), text);
  Record& record = server_->record();
  MutexLock lock(record.mutex);
  EXPECT_EQ(record.most_at_once, 3u);
}

TEST_F(ServerStreamTest, PutsRequestsBackThatTheClientIsTooSlowFor) {
  Client client(
      Start({.max_unsent_bytes = 1 << 20, .busy_bytes = 128 << 10, .requests_at_once = 100}));
  const std::string text(60'000, 'x');
  constexpr int kRequests = 50;
  client.Send(
      absl::StrCat(kSeveral, absl::StrJoin(std::vector<std::string>(kRequests, text), " ")));
  for (int i = 0; i < kRequests; ++i) ASSERT_EQ(client.Read(), text);
  EXPECT_EQ(Slow(), 0);
}

TEST_F(ServerStreamTest, JoinsFramesThatWait) {
  Client client(Start());
  client.Send("join");
  EXPECT_EQ(client.Read(), "a+b+c");
}

TEST_F(ServerStreamTest, ARejectedStreamEndsWithItsError) {
  Client client(Start(), "/test/Rejected");
  EXPECT_EQ(client.Finish().error_code(), grpc::StatusCode::PERMISSION_DENIED);
}

}  // namespace
}  // namespace lossy::base
