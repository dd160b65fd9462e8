#!/usr/bin/perl
# Runs every example of the manual pages and the README: in a literal display, a line that begins with "$ " is a command, and the
# lines below it are its output, where a line "..." stands for any lines. A command whose line ends in a backslash goes on in the next.
# Each page has a folder of its own, with copies of tests/data/examples.
use strict;
use warnings;
use File::Temp qw(tempdir);
use FindBin qw($Bin);

my $root = "$Bin/../..";
my $bin = $ENV{GRIPE_BIN} // "$root/bin";
$ENV{PATH} = "$bin:$ENV{PATH}";
$ENV{GRIPE_DATA} //= "$root/lib/data";
$ENV{GRIPE_NOW} = '2026-03-10T12:00:00Z';
$ENV{XDG_CONFIG_HOME} = $ENV{XDG_STATE_HOME} = '/nonexistent';
$ENV{LC_ALL} = 'C.UTF-8';
$ENV{COLUMNS} = 80;
delete $ENV{$_} for qw(GRIPE_CONF GRIPE_DB GRIPE_SPOOL GRIPE_AGENT);

# The text of a line as roff shows it
sub shown {
	my ($line) = @_;
	$line =~ s/\\&//g;
	$line =~ s/\\\(dq/"/g;
	$line =~ s/\\-/-/g;
	$line =~ s/\\e/\\/g;
	return $line;
}

# The commands of a page, each with its line, its text and the output below it
sub examples {
	my ($page) = @_;
	open(my $in, '<', $page) or die "$page: $!";
	my @found;
	my ($display, $command) = (0, undef);
	while (my $line = <$in>) {
		chomp $line;
		if ($line =~ /^(?:\.Bd -literal|\.Ed|```)/) {
			$display = $line =~ /^```/ ? !$display : $line !~ /^\.Ed/;
			$command = undef;
		} elsif ($display && shown($line) =~ /^\$ (.*)/) {
			push @found, $command = { line => $., text => $1, output => [] };
		} elsif ($display && $command && !@{ $command->{output} } && $command->{text} =~ /\\$/) {
			$command->{text} .= "\n" . shown($line);
		} elsif ($display && $command) {
			push @{ $command->{output} }, shown($line);
		}
	}
	return @found;
}

sub pattern {
	my $text = join '', map { $_ eq '...' ? '(?:.*\n)*' : quotemeta($_) . '\n' } @_;
	return qr/^$text$/;
}

my @pages = ("$root/README.md", sort glob("$root/man/*.[157]"));
my ($number, $failed) = (0, 0);
for my $page (@pages) {
	my ($name) = $page =~ m{([^/]+)$};
	my $folder = tempdir(CLEANUP => 1);
	system("cp -r $root/tests/data/examples/. $folder") == 0 or die "no examples";
	for my $example (examples($page)) {
		open(my $script, '>', "$folder/.example") or die $!;
		print $script "cd '$folder' || exit\n$example->{text}\n";
		close $script;
		my $output = `bash '$folder/.example' 2>&1`;
		my $ok = $output =~ pattern(@{ $example->{output} });
		$number++;
		print $ok ? '' : 'not ', "ok $number - $name:$example->{line}: ", $example->{text} =~ /^(.*)/, "\n";
		next if $ok;
		$failed++;
		print "# the page says:\n", map({ "#   $_\n" } @{ $example->{output} }), "# it is:\n",
			map { "#   $_\n" } split /\n/, $output;
	}
}
print "1..$number\n";
exit($failed ? 1 : 0);
