// Loads a loop_server or a minimal_server with many clients, with or without TLS, and prints what a
// delivery, a message, a handshake or an idle connection costs the server:
//   bazel run //edge/bench:tls_load -- --port=4403 --pid=PID --tls --mode=fanout
#include <openssl/ssl.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <vector>

#include "absl/flags/flag.h"
#include "absl/strings/str_cat.h"
#include "base/flags/command_line.h"
#include "base/flags/flag_range.h"
#include "edge/server/test_client.h"

ABSL_FLAG(int, port, 4403, "Port of the server on 127.0.0.1");
ABSL_FLAG(int, pid, 0, "Process of the server");
ABSL_FLAG(bool, tls, false, "Connect with TLS");
ABSL_FLAG(std::string, mode, "fanout", "fanout, echo, heartbeat, churn, handshakes or idle");
ABSL_FLAG(int, clients, 200, "Clients");
ABSL_FLAG(int, messages, 500, "Messages that one client sends, or handshakes");
ABSL_FLAG(int, in_flight, 1, "Messages that are sent at once");
ABSL_FLAG(int, bytes, 1024, "Size of a message");

LOSSY_FLAG_RANGE(port, 1, 65'535);
LOSSY_FLAG_RANGE(pid, 0, 1 << 30);
LOSSY_FLAG_RANGE(clients, 1, 1'000'000);
LOSSY_FLAG_RANGE(messages, 1, 1'000'000);
LOSSY_FLAG_RANGE(in_flight, 1, 10'000);
LOSSY_FLAG_RANGE(bytes, 0, 1 << 20);

namespace lossy::edge {
namespace {

using Clients = std::vector<std::unique_ptr<TestClient>>;

// Makes the sessions of all clients.
SSL_CTX* Context() {
  static SSL_CTX* const context = SSL_CTX_new(TLS_client_method());
  return context;
}

std::unique_ptr<TestClient> Connect() {
  const int port = absl::GetFlag(FLAGS_port);
  std::unique_ptr<TestClient> client = absl::GetFlag(FLAGS_tls)
                                           ? std::make_unique<TestClient>(port, SSL_new(Context()))
                                           : std::make_unique<TestClient>(port);
  if (client->connected()) return client;
  std::fputs("cannot connect\n", stderr);
  std::exit(1);
}

Clients Join() {
  Clients clients;
  for (int i = 0; i < absl::GetFlag(FLAGS_clients); ++i) {
    clients.push_back(Connect());
    clients.back()->Send(UpgradeRequest());
    clients.back()->ReadResponse();
    clients.back()->SendText(R"(["1","1","room:a","phx_join",{}])");
    clients.back()->ReadText();
  }
  return clients;
}

// Returns the processor time of the server, in seconds.
double ServerTime() {
  double sum = 0;
  const std::string tasks = absl::StrCat("/proc/", absl::GetFlag(FLAGS_pid), "/task");
  for (const auto& task : std::filesystem::directory_iterator(tasks)) {
    double nanoseconds = 0;
    std::ifstream(task.path() / "schedstat") >> nanoseconds;
    sum += nanoseconds;
  }
  return sum / 1e9;
}

// Returns the resident memory of the server, in bytes.
double ServerMemory() {
  std::ifstream file(absl::StrCat("/proc/", absl::GetFlag(FLAGS_pid), "/statm"));
  double pages = 0;
  file >> pages >> pages;
  return pages * static_cast<double>(sysconf(_SC_PAGESIZE));
}

std::string Message(const char* event) {
  return absl::StrCat(R"(["1","2","room:a",")", event, R"(",{"x":")",
                      std::string(absl::GetFlag(FLAGS_bytes), 'x'), R"("}])");
}

// One client sends; all clients receive each message, and the sender a reply.
void FanOut() {
  Clients clients = Join();
  const int in_flight = absl::GetFlag(FLAGS_in_flight);
  const int rounds = absl::GetFlag(FLAGS_messages) / in_flight;
  const std::string frame = ClientFrame(Opcode::kText, Message("new_msg"));
  std::string frames;
  for (int i = 0; i < in_flight; ++i) frames += frame;
  const double before = ServerTime();
  for (int round = 0; round < rounds; ++round) {
    clients.front()->Send(frames);
    for (const auto& client : clients) {
      const int replies = client == clients.front() ? in_flight : 0;
      for (int i = 0; i < in_flight + replies; ++i) client->ReadText();
    }
  }
  const double deliveries = 1.0 * rounds * in_flight * static_cast<double>(clients.size());
  std::printf("%.2f CPU-s per million deliveries\n", (ServerTime() - before) / deliveries * 1e6);
}

// Every client sends messages together, and receives `answers` texts.
void Exchange(const std::vector<std::string>& messages, std::size_t answers) {
  Clients clients = Join();
  const int rounds = absl::GetFlag(FLAGS_messages);
  std::string frames;
  for (const std::string& message : messages) frames += ClientFrame(Opcode::kText, message);
  const double before = ServerTime();
  for (int round = 0; round < rounds; ++round) {
    for (const auto& client : clients) client->Send(frames);
    for (const auto& client : clients) {
      for (std::size_t i = 0; i < answers; ++i) client->ReadText();
    }
  }
  const double count = 1.0 * rounds * static_cast<double>(clients.size() * messages.size());
  std::printf("%.2f CPU-s per million messages\n", (ServerTime() - before) / count * 1e6);
}

// Exchanges a message that each client sends --in_flight times at once.
void Repeat(const std::string& message) {
  const auto count = static_cast<std::size_t>(absl::GetFlag(FLAGS_in_flight));
  Exchange(std::vector<std::string>(count, message), count);
}

// Every client leaves the room and joins it again. The answers are two replies and a phx_close.
void Churn() {
  Exchange({R"(["1","2","room:a","phx_leave",{}])", R"(["1","1","room:a","phx_join",{}])"}, 3);
}

void Handshakes() {
  const int count = absl::GetFlag(FLAGS_messages);
  const double before = ServerTime();
  for (int i = 0; i < count; ++i) Connect();
  std::printf("%.0f connections per CPU-s\n", count / (ServerTime() - before));
}

void Idle() {
  Connect();  // Makes the buffers that connections share.
  const double before = ServerMemory();
  const Clients clients = Join();
  std::printf("%.2f KB per idle joined connection\n",
              (ServerMemory() - before) / 1024 / static_cast<double>(clients.size()));
}

int Run() {
  const std::string mode = absl::GetFlag(FLAGS_mode);
  if (mode == "fanout") FanOut();
  if (mode == "echo") Repeat(Message("echo"));
  if (mode == "heartbeat") Repeat(R"([null,"3","phoenix","heartbeat",{}])");
  if (mode == "churn") Churn();
  if (mode == "handshakes") Handshakes();
  if (mode == "idle") Idle();
  return 0;
}

}  // namespace
}  // namespace lossy::edge

int main(int argc, char** argv) {
  lossy::base::ReadToolFlags(argc, argv);
  return lossy::edge::Run();
}
