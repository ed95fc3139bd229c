#include "edge/edge_config.h"

#include <algorithm>
#include <fstream>
#include <limits>
#include <sstream>
#include <thread>

#include "absl/flags/flag.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "base/flags/flag_range.h"
#include "base/identity/jwks_log.h"
#include "base/identity/key_file.h"
#include "base/log/log.h"
#include "base/log/refuse_start.h"
#include "base/rpc/channel.h"
#include "base/rpc/internal_identity.h"
#include "base/rpc/token_size.h"
#include "base/text/path_list.h"
#include "base/time/clock.h"
#include "edge/pubsub/notifications_stream.h"

ABSL_FLAG(std::string, listen, "localhost:4000",
          "Addresses of the HTTP and WebSocket server, comma-separated: host:port, [ipv6]:port, or "
          ":port for all");
ABSL_FLAG(bool, ipv6_only, false, "True if --listen=[::]:PORT refuses IPv4 clients");
ABSL_FLAG(int, threads, 0, "Threads that serve clients; 0: one for each processor");
ABSL_FLAG(std::string, descriptors, "", "Descriptor sets of the services, comma-separated files");
ABSL_FLAG(std::string, upstreams, "",
          "Full service names and addresses: a.v1.A=host:port,…; a service has one entry for "
          "each of its addresses");
ABSL_FLAG(std::string, notifications, "127.0.0.1:4104",
          "Address of the notifications service; several comma-separated");
ABSL_FLAG(std::string, jwks, "", "JWKS files, comma-separated, whose keys sign user tokens");
ABSL_FLAG(std::string, audience, "lossy", "Audience that user tokens must have; empty: any");
ABSL_FLAG(int, leeway_seconds, 10,
          "Largest difference to the clock of a token's issuer, in seconds");
ABSL_FLAG(bool, end_sockets_of_removed_keys, false,
          "Close the sockets whose tokens a key signed when the key is removed from --jwks or "
          "--token_jwks");
ABSL_FLAG(std::string, token_key, "", "File with the private JWK that signs extension tokens");
ABSL_FLAG(
    std::string, token_jwks, "",
    "JWKS files, comma-separated, with the public half of --token_key and of its predecessors");
ABSL_FLAG(int, extension_token_seconds, 900, "Life of an extension token, in seconds");
ABSL_FLAG(int, extension_grace_seconds, 1800,
          "Time after its expiry for which an extension token still connects, in seconds");
ABSL_FLAG(int, socket_expiry_seconds, 86400,
          "Time for which a socket may outlive its token, in seconds");
ABSL_FLAG(std::string, client_settings, "{}",
          "JSON object whose members the answer to an extension_token request carries");
ABSL_FLAG(std::string, dev_user, "", "User of the clients without a token; loopback only");
ABSL_FLAG(bool, dev_auth, false, "Serve /dev/auth, where any client can log in; loopback only");
ABSL_FLAG(std::string, allowed_origins,
          "//localhost,//127.0.0.1,//[::1],chrome-extension://*,moz-extension://*",
          "Origins of the web pages that may connect, comma-separated");
ABSL_FLAG(int, drain_ms, 5000, "Longest time for clients to leave after SIGTERM, in milliseconds");
ABSL_FLAG(int, drain_delay_ms, 0,
          "Time for which the edge still accepts clients after SIGTERM, until balancers have seen "
          "/readyz fail, in milliseconds");
ABSL_FLAG(int, drain_batch, 500, "Clients of one thread that a drain asks to leave at once");
ABSL_FLAG(int, drain_interval_ms, 100,
          "Pause between the batches of a drain, on average, in milliseconds");
ABSL_FLAG(bool, deflate, false, "Compress messages to and from clients that offer it");
ABSL_FLAG(int, min_deflate_bytes, 256, "Messages to clients below this size are not compressed");
ABSL_FLAG(int, max_message_bytes, 8 << 20, "Largest message of a client, in bytes");
ABSL_FLAG(int, max_outbox_bytes, 4 << 20, "Unsent bytes beyond which a client is cut");
ABSL_FLAG(int, recent_events, 1000,
          "Most missed events of a topic that a reconnecting client recovers");
ABSL_FLAG(
    int, recent_bytes, 2 << 20,
    "The same in bytes of memory; at most half of --max_outbox_bytes, because the edge sends them "
    "at once");
ABSL_FLAG(int, recent_total_bytes, 64 << 20, "Bytes of the recent events of all topics");
ABSL_FLAG(int, max_header_bytes, 64 << 10,
          "Largest header of an HTTP request, its target included, in bytes; a token of "
          "--max_token_bytes takes four thirds of its size there");
ABSL_FLAG(int, max_body_bytes, 64 << 10, "Largest body of an HTTP request, in bytes");
ABSL_FLAG(int, max_longpoll_body_bytes, 11 << 20,
          "Largest body that a long-polling client may post, in bytes");
ABSL_FLAG(int, max_longpoll_sessions, 10'000, "Most long-poll sessions of one thread");
ABSL_FLAG(
    int, longpoll_window_ms, 10'000,
    "Longest wait of a poll for a message, in milliseconds; less than the 20 s of the clients");
ABSL_FLAG(int, longpoll_idle_ms, 20'000,
          "Time without a poll after which a long-poll session ends, in milliseconds");
ABSL_FLAG(std::string, longpoll_advertise, "",
          "host:port where other edges reach this one for its long-poll sessions; empty: --listen, "
          "which must then name one address if there are several edges");
ABSL_FLAG(int, max_connections, 100'000, "Most connections of one thread");
ABSL_FLAG(int, max_channels, 100, "Most joined topics of one socket");
ABSL_FLAG(int, max_waiting, 256, "Most unanswered messages of one topic");
ABSL_FLAG(int, idle_seconds, 90, "Silence after which a client is asked to reconnect, in seconds");
ABSL_FLAG(int, ping_seconds, 45, "Silence after which a client is pinged, in seconds; 0: never");
ABSL_FLAG(
    int, tcp_user_timeout_ms, 30000,
    "Longest time without an acknowledgement of sent bytes (TCP_USER_TIMEOUT), in milliseconds; "
    "0: the default of the kernel");
ABSL_FLAG(
    std::string, proxy_protocol_from, "",
    "Addresses and networks of proxies, comma-separated, whose connections begin with a PROXY "
    "protocol header, version 1 or 2; unix: clients of a Unix socket");
ABSL_FLAG(std::string, forwarded_from, "",
          "Addresses and networks of proxies, comma-separated, whose Forwarded or X-Forwarded-For "
          "header has the client's address; unix: clients of a Unix socket");
ABSL_FLAG(int, max_address_connections, 0,
          "Most sockets of one client address, which many users may share; 0: no limit");
ABSL_FLAG(std::string, address_connect_rate, "0",
          "Sockets that clients of one address may open: per second / at once; 0: no limit");
ABSL_FLAG(int, max_user_connections, 20000, "Most sockets of one user; 0: no limit");
ABSL_FLAG(
    std::uint32_t, user_presence_topics, 1000,
    "Most topics on which one user is present at once, by all sockets on this edge, so that no "
    "user takes all of --presence_topics of notifications; 0: no limit");
ABSL_FLAG(std::string, user_connect_rate, "1000/20000",
          "Sockets that a user may open: per second / at once; 0: no limit, as for all rates");
ABSL_FLAG(std::string, socket_join_rate, "200/1000", "Joins of one socket");
ABSL_FLAG(std::string, user_join_rate, "5000/40000", "Joins of all sockets of a user");
ABSL_FLAG(std::string, socket_message_rate, "5000/20000", "Messages of one socket");
ABSL_FLAG(std::string, user_message_rate, "50000/200000", "Messages of all sockets of a user");
ABSL_FLAG(std::string, socket_byte_rate, "16777216/67108864",
          "Bytes that are read from one connection; beyond it, reading pauses");
ABSL_FLAG(
    std::string, user_byte_rate, "134217728/536870912",
    "Bytes that are read from all sockets and long-poll sessions of a user; beyond it, reading "
    "pauses");
ABSL_FLAG(std::int64_t, thread_held_bytes, 256 << 20,
          "Most bytes held for all clients of one thread: incomplete, waiting and unread messages; "
          "beyond it, the clients with most bytes are closed with 1013 or 503");
ABSL_FLAG(std::int64_t, user_held_bytes, 128 << 20,
          "The same of all clients of one user, on all threads");
ABSL_FLAG(int, handshake_seconds, 10, "Longest time to receive an HTTP request, in seconds");
ABSL_FLAG(int, max_presence_bytes, 1 << 10, "Longest presence_update of a client, in bytes");
ABSL_FLAG(
    int, presence_patience_ms, 6000,
    "Time for which a presence stays that notifications has lost, in milliseconds; longer than "
    "its --presence_lease_ms");
ABSL_FLAG(int, call_ms, 9000, "Longest time for a service's answer, in milliseconds");
ABSL_FLAG(int, join_ms, 8000, "Longest time for a join, in milliseconds");
ABSL_FLAG(int, max_join_calls, 64,
          "Most joins that all threads together request from one service at once");
ABSL_FLAG(int, max_waiting_joins, 40'000, "Most calls for joins that wait for their turn");
ABSL_FLAG(
    int, join_wait_ms, 5000,
    "Longest time that a call for a join waits for its turn, in milliseconds; never more than five "
    "eighths of --join_ms");
ABSL_FLAG(
    int, session_patience_ms, 5000,
    "Longest time for which a session's stream continues without its client, in milliseconds");

LOSSY_FLAG_RANGE(threads, 0, 1024);
LOSSY_FLAG_RANGE(leeway_seconds, 0, 3600);
LOSSY_FLAG_RANGE(extension_token_seconds, 1, 31'536'000);
LOSSY_FLAG_RANGE(extension_grace_seconds, 0, 31'536'000);
LOSSY_FLAG_RANGE(socket_expiry_seconds, 0, 31'536'000);
LOSSY_FLAG_RANGE(drain_ms, 0, 3'600'000);
LOSSY_FLAG_RANGE(drain_delay_ms, 0, 3'600'000);
LOSSY_FLAG_RANGE(drain_batch, 1, 1'000'000);
LOSSY_FLAG_RANGE(drain_interval_ms, 1, 60'000);
LOSSY_FLAG_RANGE(min_deflate_bytes, 0, 1 << 30);
LOSSY_FLAG_RANGE(max_message_bytes, 1024, 1 << 30);
LOSSY_FLAG_RANGE(max_outbox_bytes, 1024, 1 << 30);
LOSSY_FLAG_RANGE(recent_events, 1, 1'000'000);
LOSSY_FLAG_RANGE(recent_bytes, 1, 1 << 30);
LOSSY_FLAG_RANGE(recent_total_bytes, 1, std::numeric_limits<int>::max());
LOSSY_FLAG_RANGE(max_header_bytes, 1024, 16 << 20);
LOSSY_FLAG_RANGE(max_body_bytes, 0, 1 << 30);
LOSSY_FLAG_RANGE(max_longpoll_body_bytes, 1024, 1 << 30);
LOSSY_FLAG_RANGE(max_longpoll_sessions, 0, 10'000'000);
// Stock clients time out after 20 s.
LOSSY_FLAG_RANGE(longpoll_window_ms, 1, 19'000);
LOSSY_FLAG_RANGE(longpoll_idle_ms, 1, 3'600'000);
LOSSY_FLAG_RANGE(max_connections, 1, 10'000'000);
LOSSY_FLAG_RANGE(max_channels, 1, 1'000'000);
LOSSY_FLAG_RANGE(max_waiting, 1, 1'000'000);
LOSSY_FLAG_RANGE(idle_seconds, 1, 86'400);
LOSSY_FLAG_RANGE(ping_seconds, 0, 86'400);
LOSSY_FLAG_RANGE(tcp_user_timeout_ms, 0, 86'400'000);
LOSSY_FLAG_RANGE(max_user_connections, 0, 100'000'000);
LOSSY_FLAG_RANGE(max_address_connections, 0, 100'000'000);
LOSSY_FLAG_RANGE(user_presence_topics, 0, 100'000'000);
LOSSY_FLAG_RANGE(thread_held_bytes, 1, std::int64_t{1} << 40);
LOSSY_FLAG_RANGE(user_held_bytes, 1, std::int64_t{1} << 40);
LOSSY_FLAG_RANGE(handshake_seconds, 1, 3600);
LOSSY_FLAG_RANGE(max_presence_bytes, 2, 1 << 20);
LOSSY_FLAG_RANGE(presence_patience_ms, 1, 3'600'000);
LOSSY_FLAG_RANGE(call_ms, 1, 3'600'000);
LOSSY_FLAG_RANGE(join_ms, 1, 3'600'000);
LOSSY_FLAG_RANGE(max_join_calls, 1, 1'000'000);
LOSSY_FLAG_RANGE(max_waiting_joins, 1, 100'000'000);
LOSSY_FLAG_RANGE(join_wait_ms, 1, 3'600'000);
LOSSY_FLAG_RANGE(session_patience_ms, 0, 3'600'000);

namespace lossy::edge {
namespace {

// Audiences of the tokens that the edge itself gives out: one is never taken for the other.
constexpr char kExtensionAudience[] = "lossy-extension";
constexpr char kSessionAudience[] = "lossy-session";

template <typename T>
T OrDie(absl::string_view flag, absl::StatusOr<T> value) {
  if (!value.ok()) base::RefuseFlag(flag, value.status().message());
  return *std::move(value);
}

google::protobuf::FileDescriptorSet LoadDescriptors() {
  google::protobuf::FileDescriptorSet all;
  absl::flat_hash_map<std::string, bool> seen;
  for (const std::string& path : base::SplitPaths(absl::GetFlag(FLAGS_descriptors))) {
    std::ifstream file(path, std::ios::binary);
    google::protobuf::FileDescriptorSet set;
    if (!file || !set.ParseFromIstream(&file)) {
      base::RefuseFlag("descriptors",
                       absl::StrCat(path, " is not a descriptor set that can be read"));
    }
    // The sets carry their imports, so common ones come several times.
    for (google::protobuf::FileDescriptorProto& proto : *set.mutable_file()) {
      if (seen.emplace(proto.name(), true).second) *all.add_file() = std::move(proto);
    }
  }
  return all;
}

// Service → addresses, comma-separated.
absl::flat_hash_map<std::string, std::string> ParseUpstreams() {
  absl::flat_hash_map<std::string, std::string> addresses;
  for (absl::string_view entry :
       absl::StrSplit(absl::GetFlag(FLAGS_upstreams), ',', absl::SkipEmpty())) {
    const std::pair<std::string, std::string> pair = absl::StrSplit(entry, absl::MaxSplits('=', 1));
    if (pair.first.empty() || pair.second.empty()) {
      base::RefuseFlag("upstreams", absl::StrCat("\"", entry, "\" is not service=address"));
    }
    std::string& all = addresses[pair.first];
    absl::StrAppend(&all, all.empty() ? "" : ",", pair.second);
  }
  return addresses;
}

std::shared_ptr<base::JwksFile> OpenJwks(absl::string_view flag, const std::string& paths) {
  return OrDie(flag,
               base::JwksFile::Open(paths, base::RealClock(), base::LoggedJwks(std::string(flag))));
}

std::unique_ptr<base::TokenVerifier> OwnVerifier(const std::string& audience,
                                                 absl::Duration grace) {
  return std::make_unique<base::TokenVerifier>(
      OpenJwks("token_jwks", absl::GetFlag(FLAGS_token_jwks)),
      base::TokenVerifier::Options{.audience = audience,
                                   .accept_auth_time = true,
                                   .leeway = absl::ZeroDuration(),
                                   // Another edge made it, or this one before its clock was set.
                                   .start_grace = base::InternalLeeway(),
                                   .expiry_grace = grace,
                                   .max_bytes = base::MaxTokenBytes()},
      base::RealClock());
}

// A token may come in base64, in a header or in the request's target.
void WarnIfHeadersAreTooSmall() {
  const std::size_t needed = base::MaxTokenBytes() * 4 / 3;
  if (static_cast<std::size_t>(absl::GetFlag(FLAGS_max_header_bytes)) > needed) return;
  base::Log(base::LogLevel::kWarning, "max_header_bytes_below_max_token_bytes",
            {{"max_header_bytes", std::int64_t{absl::GetFlag(FLAGS_max_header_bytes)}},
             {"needed", static_cast<std::int64_t>(needed)}});
}

std::unique_ptr<base::TokenIssuer> OwnIssuer(const std::string& audience) {
  return OrDie("token_key", base::TokenIssuer::FromFile(absl::GetFlag(FLAGS_token_key),
                                                        "lossy-edge", audience, base::RealClock()));
}

template <typename T>
std::size_t Size(const absl::Flag<T>& flag) {
  return static_cast<std::size_t>(absl::GetFlag(flag));
}

// For each thread.
ConcurrencyLimits ReadConcurrency(std::size_t threads) {
  const absl::Duration wait = absl::Milliseconds(absl::GetFlag(FLAGS_join_wait_ms));
  // The rest is for the call.
  const absl::Duration bound = absl::Milliseconds(absl::GetFlag(FLAGS_join_ms)) * 5 / 8;
  const std::size_t calls = Size(FLAGS_max_join_calls);
  const std::size_t waiting = Size(FLAGS_max_waiting_joins);
  return {.max_running = std::max<std::size_t>(1, calls / threads),
          .max_waiting = std::max<std::size_t>(1, waiting / threads),
          .max_wait = std::min(wait, bound)};
}

// A switch that accepts clients without a token needs a loopback address.
void RequireLoopback(absl::string_view flag, const std::vector<base::ListenAddress>& addresses) {
  for (const base::ListenAddress& address : addresses) {
    if (!address.loopback()) {
      base::RefuseFlag(flag,
                       absl::StrCat("only with --listen on loopback, not on ", address.ToString()));
    }
  }
}

// "per second/burst"; one number is both.
Rate ReadRate(absl::string_view name, const absl::Flag<std::string>& flag) {
  const std::string text = absl::GetFlag(flag);
  const std::vector<absl::string_view> halves = absl::StrSplit(text, '/');
  Rate rate;
  if (halves.size() > 2 || !absl::SimpleAtod(halves.front(), &rate.per_second) ||
      !absl::SimpleAtod(halves.back(), &rate.burst) || !(rate.per_second >= 0) ||
      (rate.per_second > 0 && !(rate.burst >= 1))) {
    base::RefuseFlag(name, absl::StrCat("\"", text, "\" is no rate: per second/at once"));
  }
  return rate;
}

RateLimits ReadRates() {
  return {.socket = {.joins = ReadRate("socket_join_rate", FLAGS_socket_join_rate),
                     .messages = ReadRate("socket_message_rate", FLAGS_socket_message_rate),
                     .bytes = ReadRate("socket_byte_rate", FLAGS_socket_byte_rate)},
          .user = {.joins = ReadRate("user_join_rate", FLAGS_user_join_rate),
                   .messages = ReadRate("user_message_rate", FLAGS_user_message_rate),
                   .bytes = ReadRate("user_byte_rate", FLAGS_user_byte_rate)},
          .user_connects = ReadRate("user_connect_rate", FLAGS_user_connect_rate),
          .max_user_connections = absl::GetFlag(FLAGS_max_user_connections),
          .max_user_presence_topics = absl::GetFlag(FLAGS_user_presence_topics)};
}

std::vector<base::ListenAddress> ReadListen() {
  std::vector<base::ListenAddress> addresses = OrDie(
      "listen", base::ParseListen(absl::GetFlag(FLAGS_listen), absl::GetFlag(FLAGS_ipv6_only)));
  if (!absl::GetFlag(FLAGS_dev_user).empty()) RequireLoopback("dev_user", addresses);
  if (absl::GetFlag(FLAGS_dev_auth)) RequireLoopback("dev_auth", addresses);
  return addresses;
}

int ReadThreads() {
  const int threads = absl::GetFlag(FLAGS_threads);
  return threads > 0 ? threads : std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
}

RateLimits ReadAddressLimits() {
  RateLimits limits;
  limits.user_connects = ReadRate("address_connect_rate", FLAGS_address_connect_rate);
  limits.max_user_connections = absl::GetFlag(FLAGS_max_address_connections);
  return limits;
}

ServerLimits ReadLimits(int threads) {
  ServerLimits limits;
  limits.connection.max_message_bytes = absl::GetFlag(FLAGS_max_message_bytes);
  limits.connection.min_deflate_bytes = absl::GetFlag(FLAGS_min_deflate_bytes);
  limits.connection.max_outbox_bytes = absl::GetFlag(FLAGS_max_outbox_bytes);
  limits.connection.idle_seconds = absl::GetFlag(FLAGS_idle_seconds);
  limits.connection.handshake_seconds = absl::GetFlag(FLAGS_handshake_seconds);
  limits.channel.max_channels = absl::GetFlag(FLAGS_max_channels);
  limits.channel.max_waiting = absl::GetFlag(FLAGS_max_waiting);
  limits.channel.call_limit = absl::Milliseconds(absl::GetFlag(FLAGS_call_ms));
  limits.channel.join_limit = absl::Milliseconds(absl::GetFlag(FLAGS_join_ms));
  limits.channel.joins = ReadConcurrency(static_cast<std::size_t>(threads));
  limits.channel.session_patience = absl::Milliseconds(absl::GetFlag(FLAGS_session_patience_ms));
  limits.channel.expiry_bound = absl::Seconds(absl::GetFlag(FLAGS_socket_expiry_seconds));
  limits.channel.rates = ReadRates();
  limits.connection.byte_rate = limits.channel.rates.socket.bytes;
  limits.bytes.thread = Size(FLAGS_thread_held_bytes);
  limits.bytes.user = Size(FLAGS_user_held_bytes);
  limits.presence.max_meta_bytes = absl::GetFlag(FLAGS_max_presence_bytes);
  limits.presence.patience = absl::Milliseconds(absl::GetFlag(FLAGS_presence_patience_ms));
  limits.connection.ping_seconds = absl::GetFlag(FLAGS_ping_seconds);
  limits.tcp_user_timeout = absl::Milliseconds(absl::GetFlag(FLAGS_tcp_user_timeout_ms));
  limits.drain_batch = absl::GetFlag(FLAGS_drain_batch);
  limits.drain_interval = absl::Milliseconds(absl::GetFlag(FLAGS_drain_interval_ms));
  limits.http.max_header_bytes = absl::GetFlag(FLAGS_max_header_bytes);
  limits.http.max_body_bytes = absl::GetFlag(FLAGS_max_body_bytes);
  limits.http.max_longpoll_body_bytes = absl::GetFlag(FLAGS_max_longpoll_body_bytes);
  limits.longpoll.window = absl::Milliseconds(absl::GetFlag(FLAGS_longpoll_window_ms));
  limits.longpoll.idle = absl::Milliseconds(absl::GetFlag(FLAGS_longpoll_idle_ms));
  limits.longpoll.max_sessions = absl::GetFlag(FLAGS_max_longpoll_sessions);
  limits.max_connections = absl::GetFlag(FLAGS_max_connections);
  return limits;
}

Feed::Options ReadFeedOptions() {
  // The missed events of a client are sent at once, and must fit into its send queue.
  const std::size_t most = Size(FLAGS_max_outbox_bytes) / 2;
  return {.recent = {.events = Size(FLAGS_recent_events),
                     .bytes = std::min(most, Size(FLAGS_recent_bytes))},
          .recent_total_bytes = Size(FLAGS_recent_total_bytes)};
}

ExtensionTokenHandler::Options ReadExtensionTokens() {
  const std::string settings = absl::GetFlag(FLAGS_client_settings);
  const absl::Status status = CheckClientSettings(settings);
  if (!status.ok()) base::RefuseFlag("client_settings", status.message());
  return {.token_life = absl::Seconds(absl::GetFlag(FLAGS_extension_token_seconds)),
          .client_settings = settings};
}

absl::Duration ReadLongestTokenLife() {
  // An extension's token, made at the end of a user's, is accepted the longest.
  return base::LongestTokenLife() + absl::Seconds(absl::GetFlag(FLAGS_extension_token_seconds)) +
         absl::Seconds(absl::GetFlag(FLAGS_extension_grace_seconds)) +
         absl::Seconds(absl::GetFlag(FLAGS_leeway_seconds));
}

std::string ReadLongpollEdge() {
  const std::string edge = absl::GetFlag(FLAGS_longpoll_advertise);
  if (!edge.empty() && !absl::StrContains(edge, ":")) {
    base::RefuseFlag("longpoll_advertise", absl::StrCat("\"", edge, "\" is not host:port"));
  }
  return edge;
}

std::unique_ptr<Authenticator> MakeAuthenticator(const base::Revocations& revocations) {
  WarnIfHeadersAreTooSmall();
  auto users = std::make_unique<base::TokenVerifier>(
      OpenJwks("jwks", absl::GetFlag(FLAGS_jwks)),
      base::TokenVerifier::Options{.audience = absl::GetFlag(FLAGS_audience),
                                   .leeway = absl::Seconds(absl::GetFlag(FLAGS_leeway_seconds)),
                                   .max_life = base::LongestTokenLife(),
                                   .max_bytes = base::MaxTokenBytes()},
      base::RealClock());
  return std::make_unique<Authenticator>(
      std::move(users),
      OwnVerifier(kExtensionAudience, absl::Seconds(absl::GetFlag(FLAGS_extension_grace_seconds))),
      OwnVerifier(kSessionAudience, absl::ZeroDuration()),
      Authenticator::Options{.revocations = &revocations,
                             .dev_user = absl::GetFlag(FLAGS_dev_user)});
}

// Routes to the services of `upstreams`.
std::unique_ptr<RoutingTable> LoadRoutes(
    const absl::flat_hash_map<std::string, std::string>& upstreams) {
  absl::flat_hash_set<std::string> services;
  for (const auto& [service, address] : upstreams) services.insert(service);
  return OrDie("descriptors", RoutingTable::Build(LoadDescriptors(), services));
}

}  // namespace

EdgeConfig EdgeConfig::FromFlags() {
  EdgeConfig config;
  config.listen = ReadListen();
  config.threads = ReadThreads();
  config.limits = ReadLimits(config.threads);
  config.feed = ReadFeedOptions();
  config.upstreams = ParseUpstreams();
  config.routes = LoadRoutes(config.upstreams);
  // The edge itself calls notifications; the flag gives clients no route to it.
  config.upstreams[NotificationsStream::kService] = absl::GetFlag(FLAGS_notifications);
  config.extension_tokens = ReadExtensionTokens();
  config.address_limits = ReadAddressLimits();
  config.sockets.origins =
      OrDie("allowed_origins", OriginPolicy::Parse(absl::GetFlag(FLAGS_allowed_origins)));
  config.sockets.deflate = absl::GetFlag(FLAGS_deflate);
  config.proxies.proxy_protocol_from =
      OrDie("proxy_protocol_from", IpNetworks::Parse(absl::GetFlag(FLAGS_proxy_protocol_from)));
  config.proxies.forwarded_from =
      OrDie("forwarded_from", IpNetworks::Parse(absl::GetFlag(FLAGS_forwarded_from)));
  config.dev_login = absl::GetFlag(FLAGS_dev_auth);
  config.longpoll_edge = ReadLongpollEdge();
  config.longest_token_life = ReadLongestTokenLife();
  config.end_sockets_of_removed_keys = absl::GetFlag(FLAGS_end_sockets_of_removed_keys);
  config.drain_delay = absl::Milliseconds(absl::GetFlag(FLAGS_drain_delay_ms));
  config.drain_patience = absl::Milliseconds(absl::GetFlag(FLAGS_drain_ms));
  return config;
}

absl::flat_hash_map<std::string, std::shared_ptr<grpc::Channel>> EdgeConfig::OpenChannels() const {
  absl::flat_hash_map<std::string, std::shared_ptr<grpc::Channel>> channels;
  for (const auto& [service, addresses] : upstreams) {
    channels[service] = base::OpenChannel(addresses);
  }
  return channels;
}

EdgeCredentials EdgeCredentials::FromFlags(const base::Revocations& revocations) {
  return {.authenticator = MakeAuthenticator(revocations),
          .extension_issuer = OwnIssuer(kExtensionAudience),
          .session_issuer = OwnIssuer(kSessionAudience),
          .longpoll_signer =
              TokenSigner(OrDie("token_key", base::ReadKeyFile(absl::GetFlag(FLAGS_token_key))))};
}

}  // namespace lossy::edge
