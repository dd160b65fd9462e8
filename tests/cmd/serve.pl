#!/usr/bin/perl
# A web server on the loopback interface for the tests of gripe-fetch. Writes its port into the file named first and what it is
# asked into the second; serves the files of the current folder, and paths that misbehave.
use strict;
use warnings;
use IO::Socket::INET;

my ($port_file, $log_file) = @ARGV;
my $server = IO::Socket::INET->new(LocalAddr => '127.0.0.1', Listen => 5, ReuseAddr => 1) or die "listen: $!\n";
my $port = $server->sockport;
open my $log, '>>', $log_file or die "$log_file: $!\n";
$log->autoflush(1);
open my $out, '>', "$port_file.new" or die "$port_file: $!\n";
print $out $port;
close $out;
rename "$port_file.new", $port_file;
alarm 120;    # an orphan ends by itself
$SIG{PIPE} = 'IGNORE';

sub answer {
	my ($client, $status, $headers, $body) = @_;
	print $client "HTTP/1.1 $status\r\nConnection: close\r\n$headers\r\n$body";
}

sub read_file {
	my ($path) = @_;
	open my $file, '<:raw', ".$path" or return;
	local $/;
	return scalar <$file>;
}

sub serve_file {
	my ($client, $path, $request) = @_;
	my $body = read_file($path);
	return answer($client, '404 Not Found', "Content-Length: 0\r\n", '') unless defined $body;
	my $etag = sprintf '"%d-%d"', length $body, unpack '%32C*', $body;
	my $marks = "ETag: $etag\r\nLast-Modified: Tue, 10 Mar 2026 10:00:00 GMT\r\n";
	if ($request =~ /^If-None-Match: \Q$etag\E\r?$/mi) {
		return answer($client, '304 Not Modified', $marks, '');
	}
	answer($client, '200 OK', $marks . 'Content-Length: ' . length($body) . "\r\n", $body);
}

my %busy;
while (my $client = $server->accept) {
	my $request = '';
	while (my $line = <$client>) {
		last if $line =~ /^\r?\n$/;
		$request .= $line;
	}
	print $log "$request\n";
	my ($path) = $request =~ m{^GET (\S+)};
	$path = '/' unless defined $path;
	if ($path =~ m{^/status/(\d+)}) {
		answer($client, "$1 Whatever", "Retry-After: 7\r\nContent-Length: 3\r\n", 'no.');
	} elsif ($path =~ m{^/redirect(/.*)}) {
		answer($client, '302 Found', "Location: $1\r\nContent-Length: 0\r\n", '');
	} elsif ($path =~ m{^/busy/(\d+)/(\d+)(/.*)}) {    # so many times, each asking to wait so long; then the file
		if ($busy{$path}++ < $1) {
			answer($client, '429 Too Many Requests', "Retry-After: $2\r\nContent-Length: 0\r\n", '');
		} else {
			serve_file($client, $3, $request);
		}
	} elsif ($path =~ m{^/limit/([^/]*)(/.*)}) {    # the file, with a header line
		my ($line, $file) = ($1, $2);
		$line =~ s/%20/ /g;
		answer($client, '200 OK', "X-RateLimit-Remaining: 0\r\n$line\r\n", read_file($file));
	} elsif ($path eq '/loop') {
		answer($client, '302 Found', "Location: /loop\r\nContent-Length: 0\r\n", '');
	} elsif ($path eq '/elsewhere') {
		answer($client, '302 Found', "Location: file:///etc/passwd\r\nContent-Length: 0\r\n", '');
	} elsif ($path eq '/cut') {
		answer($client, '200 OK', "Content-Length: 100000\r\n", '<rss><channel>');
	} elsif ($path eq '/endless') {
		answer($client, '200 OK', '', '');
		for (1 .. 2000) { last unless print $client 'x' x 65536 }
	} elsif ($path eq '/silent') {
		unless (fork) {
			close STDOUT;
			close STDERR;
			sleep 10;
			exit;
		}
	} else {
		serve_file($client, $path, $request);
	}
	close $client;
}
