/* The floor of the terminal: the least that an ncurses program with a header,
 * a field and a key bar does.  Default colours, UTF-8, no files of its own.
 *
 *	hello		a field of ten characters that takes keys
 *	hello tick	the same, and a number that goes down each second */
#include <curses.h>
#include <locale.h>
#include <stdbool.h>

#define FIELD_ROW 7
#define FIELD_COL 24
#define FIELD_LEN 10
#define BACKSPACE 127
#define SECONDS 300

static void
paint(void)
{
	(void)mvaddstr(0, 1, "HELLO  a form of one field");
	(void)mvhline(1, 1, 0, COLS - 2);
	(void)attron(A_BOLD);
	(void)mvaddstr(2, 1, "SMS Onay Kodu");
	(void)attroff(A_BOLD);
	(void)mvaddstr(4, 3, "Cep telefonunuza gelen kodu giriniz.");
	(void)mvaddstr(FIELD_ROW, 5, "SMS Onay Kodu    [ __________ ]");
	(void)mvaddstr(12, 5, "[ Gönder ]    [ Geri ]");
	(void)mvhline(LINES - 3, 1, 0, COLS - 2);
	(void)mvaddstr(LINES - 1, 1, "F1 Yardım   F10 Çıkış");
}

int
main(int argc, char **argv)
{
	bool tick = argc == 2 && argv[1][0] == 't';
	int key = 0, used = 0, left = SECONDS;

	(void)setlocale(LC_ALL, "C.UTF-8");
	if (initscr() == NULL)
		return 1;
	(void)raw();
	(void)noecho();
	if (has_colors() && start_color() == OK &&
	    use_default_colors() == OK)
		(void)init_pair(1, COLOR_WHITE, COLOR_BLUE);
	paint();
	if (tick)
		timeout(1000);
	while (key != 'q') {
		if (tick)
			(void)mvprintw(9, 5, "Kalan süre: %3d saniye",
			    left--);
		(void)move(FIELD_ROW, FIELD_COL + used);
		(void)refresh();
		key = getch();
		if (key == BACKSPACE && used > 0)
			(void)mvaddch(FIELD_ROW, FIELD_COL + --used, '_');
		else if (key >= '0' && key <= '9' && used < FIELD_LEN)
			(void)mvaddch(FIELD_ROW, FIELD_COL + used++,
			    (chtype)key);
	}
	(void)endwin();
	return 0;
}
